using Srs.Media.Frames;
using Srs.Tests.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>Enhanced RTMP from publisher to player.</summary>
public sealed class RtmpEnhancedTests
{
    private static readonly FlvEnhancedSamples.Sample Hevc = FlvEnhancedSamples.Videos.Single(static sample => sample.Codec == MediaCodec.H265);

    [Fact]
    public async Task Publish_ManyTracksInOneBody_AllReachTheStreamAndPlayersGetTheDefaultOne()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();

        await publisher.SendVideoAsync([0x96, 0x10, .. "hvc1"u8, .. Track(0, Hevc.Config), .. Track(5, Hevc.Config)], 0);
        await publisher.SendVideoAsync([0x96, 0x13, .. "hvc1"u8, .. Track(5, Hevc.Frames[0]), .. Track(0, Hevc.Frames[0])], 0);
        await Wait.UntilAsync(() => host.Describe()?.Tracks.Length == 2, "two tracks");
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        var header = await player.ReadUntilAsync(static message => message.IsMedia);
        var frame = await player.ReadUntilAsync(static message => message.IsMedia);

        Assert.Equal([0, 5], host.Describe()!.Headers.Tracks.Select(static track => track.Id));
        Assert.Equal([0x90, .. "hvc1"u8, .. Hevc.Config], header.Payload);
        Assert.Equal([0x93, .. "hvc1"u8, .. Hevc.Frames[0]], frame.Payload);
    }

    private static byte[] Track(byte id, byte[] bytes) => [id, (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
