using System.Buffers.Binary;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>What players get by what they announce and what the virtual host says.</summary>
public sealed class RtmpEnhancedPlayTests
{
    private static readonly FlvEnhancedSamples.Sample Hevc = FlvEnhancedSamples.Videos.Single(static sample => sample.Codec == MediaCodec.H265);
    private static readonly AmfValue Hvc1 = AmfValue.StrictArray("hvc1");

    [Fact]
    public async Task Multitrack_TwoVideosAndTwoSounds_OnlyWhoAnnouncesItGetsAll()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();
        await using var plain = await host.ConnectAsync();
        await plain.PlayAsync();
        await using var full = await host.ConnectEnhancedAsync(("capsEx", 2));
        await full.PlayAsync();

        byte[][] bodies =
        [
            TestMedia.AvcHeader, TestMedia.AacHeader,
            [0x96, 0x00, .. "hvc1"u8, 1, .. Hevc.Config], [0x95, 0x00, .. "mp4a"u8, 1, 0x12, 0x10],
            TestMedia.KeyFrame(1), [0x96, 0x03, .. "hvc1"u8, 1, .. Hevc.Frames[0]], TestMedia.AacFrame(1), [0x95, 0x01, .. "mp4a"u8, 1, 0x21, 1, 2, 3],
            TestMedia.InterFrame(2),
        ];
        foreach (var body in bodies)
        {
            await (IsVideo(body) ? publisher.SendVideoAsync(body, 0) : publisher.SendAudioAsync(body, 0));
        }

        await ReadMediaAsync(full, bodies.Length);
        await ReadMediaAsync(plain, 5);

        Assert.Equal(bodies, Media(full));
        Assert.Equal(bodies.Where(static body => body[0] is not (0x95 or 0x96)), Media(plain));
    }

    [Theory]
    [InlineData(false, false, "hvc1")]
    [InlineData(true, false, "legacy")]
    [InlineData(true, true, "hvc1")]
    public async Task Hevc_ByOptionAndAnnouncement(bool isLegacy, bool announces, string expected)
    {
        await using var host = new RtmpTestHost(new VhostOptions { Play = new PlayOptions { LegacyHevc = isLegacy } });
        await using var publisher = await PublishHevcAsync(host);
        await using var player = announces ? await host.ConnectEnhancedAsync(("fourCcList", Hvc1)) : await host.ConnectAsync();
        await player.PlayAsync();
        await ReadMediaAsync(player, 2);

        byte[] header = expected == "legacy" ? [0x1C, 1, 0, 0, 0] : [0x93, .. "hvc1"u8];
        Assert.Equal([.. header, .. Hevc.Frames[0]], Media(player)[1]);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task HdrMetadata_ReachesThoseWhoGetFourCc(bool isLegacy, bool isPassed)
    {
        await using var host = new RtmpTestHost(new VhostOptions { Play = new PlayOptions { LegacyHevc = isLegacy } });
        await using var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();
        byte[] colorInfo = [0x94, .. "hvc1"u8, 2, 0, 9, .. "colorInfo"u8, 3, 0, 0, 9];
        await publisher.SendVideoAsync([0x90, .. "hvc1"u8, .. Hevc.Config], 0);
        await publisher.SendVideoAsync(colorInfo, 0);
        await publisher.SendVideoAsync([0x93, .. "hvc1"u8, .. Hevc.Frames[0]], 0);
        await host.WaitForFramesAsync(1);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await ReadMediaAsync(player, isPassed ? 3 : 2);

        // The frame type means nothing in it.
        var passed = Media(player).Where(static body => body[0] == 0xD4).Select(static body => body[1..]);
        Assert.Equal(isPassed ? [colorInfo[1..]] : [], passed);
    }

    [Fact]
    public async Task Strict_PlayerWithoutTheCodec_IsRefusedAtPlay()
    {
        await using var host = new RtmpTestHost(Strict());
        await using var publisher = await PublishHevcAsync(host);
        await using var player = await host.ConnectEnhancedAsync(("fourCcList", AmfValue.StrictArray("av01")));
        await player.CallAsync("createStream", 4, 0);
        await player.CallAsync("play", 0, 1, "livestream");

        var refusal = await player.ReadStatusAsync("NetStream.Play.Failed");
        await player.ReadToEndAsync();

        Assert.Contains("video needs hvc1", refusal.Command!.Argument(0)["description"].AsString(), StringComparison.Ordinal);
        Assert.Empty(Media(player));
        await host.Log.WaitForAsync("ended: AccessDenied");
    }

    [Fact]
    public async Task Strict_PlayerWhoWaited_IsRefusedWhenTheCodecIsKnown()
    {
        await using var host = new RtmpTestHost(Strict());
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await using var publisher = await PublishHevcAsync(host);

        host.Advance(1);

        await player.ReadStatusAsync("NetStream.Play.Failed");
        await player.ReadToEndAsync();
        await host.Log.WaitForAsync("ended: AccessDenied");
    }

    [Theory]
    [InlineData("fourCcList")]
    [InlineData("map")]
    [InlineData("legacy")]
    public async Task Strict_PlayerThatCanTakeIt_IsServed(string how)
    {
        await using var host = new RtmpTestHost(Strict() with { Play = new PlayOptions { StrictFourCc = true, LegacyHevc = how == "legacy" } });
        await using var publisher = await PublishHevcAsync(host);
        await using var player = how switch
        {
            "fourCcList" => await host.ConnectEnhancedAsync(("fourCcList", AmfValue.StrictArray("*"))),
            "map" => await host.ConnectEnhancedAsync(("videoFourCcInfoMap", AmfValue.Object(("hvc1", 1)))),
            _ => await host.ConnectAsync(),
        };
        await player.PlayAsync();

        await ReadMediaAsync(player, 2);
        host.Advance(2);
        await player.CallAsync("_checkbw", 9, 0);
        await player.ReadUntilAsync(static r => r.Command?.TransactionId == 9);
    }

    [Fact]
    public async Task Strict_LegacyStream_IsForEverybody()
    {
        await using var host = new RtmpTestHost(Strict());
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();

        await ReadMediaAsync(player, 4);
    }

    [Fact]
    public async Task Strict_UnknownFourCc_IsRefusedByItsName()
    {
        await using var host = new RtmpTestHost(Strict());
        await using var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendVideoAsync([0x90, .. "zz99"u8, 1, 2, 3], 0);
        await publisher.SendVideoAsync([0x91, .. "zz99"u8, 4, 5, 6], 0);
        await host.WaitForFramesAsync(1);
        await using var player = await host.ConnectEnhancedAsync(("fourCcList", Hvc1));
        await player.CallAsync("play", 0, 1, "livestream");

        var refusal = await player.ReadStatusAsync("NetStream.Play.Failed");

        Assert.Contains("zz99", refusal.Command!.Argument(0)["description"].AsString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nanoseconds_OnlyWhoAnnouncesThemGetsThem()
    {
        await using var host = new RtmpTestHost();
        await using var publisher = await PublishHevcAsync(host);
        await using var plain = await host.ConnectAsync();
        await plain.PlayAsync();
        await using var exact = await host.ConnectEnhancedAsync(("capsEx", 12));
        await exact.PlayAsync();
        await ReadMediaAsync(plain, 2);
        await ReadMediaAsync(exact, 2);

        // A modifier of 3 bytes, type 0: nanoseconds.
        await publisher.SendVideoAsync(Exact(666_700), 16);
        await publisher.SendVideoAsync(Exact(333_300), 33);
        await publisher.SendVideoAsync(Exact(0), 50);
        await ReadMediaAsync(plain, 5);
        await ReadMediaAsync(exact, 5);

        byte[] body = [0xA3, .. "hvc1"u8, .. Hevc.Frames[1]];
        Assert.Equal([(17u, body), (33u, body), (50u, body)], Timed(plain).Skip(2));
        Assert.Equal([(16u, Exact(666_700)), (33u, Exact(333_300)), (50u, body)], Timed(exact).Skip(2));
    }

    [Fact]
    public void Choose_EqualWishes_ShareAFormat()
    {
        var plain = RtmpCapabilities.None;
        var list = RtmpCapabilities.Read(AmfValue.Object(("fourCcList", Hvc1), ("capsEx", 1)));
        var full = RtmpCapabilities.Full;

        Assert.Equal(FlvTagStyle.Default, RtmpPlayStyle.Choose(plain, new PlayOptions()));
        Assert.Equal(FlvTagStyle.Default, RtmpPlayStyle.Choose(list, new PlayOptions { LegacyHevc = true }));
        Assert.Equal(FlvTagStyle.LegacyHevc, RtmpPlayStyle.Choose(plain, new PlayOptions { LegacyHevc = true }));
        Assert.Equal(FlvTagStyle.Multitrack | FlvTagStyle.Nanoseconds, RtmpPlayStyle.Choose(full, new PlayOptions { LegacyHevc = true }));
    }

    private static VhostOptions Strict() => new() { Play = new PlayOptions { StrictFourCc = true } };

    private static byte[] Exact(int nanoseconds)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, nanoseconds);
        return nanoseconds == 0
            ? [0xA3, .. "hvc1"u8, .. Hevc.Frames[1]]
            : [0xA7, 2, bytes[1], bytes[2], bytes[3], 0x03, .. "hvc1"u8, .. Hevc.Frames[1]];
    }

    private static async Task<RtmpTestClient> PublishHevcAsync(RtmpTestHost host)
    {
        var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendVideoAsync([0x90, .. "hvc1"u8, .. Hevc.Config], 0);
        await publisher.SendVideoAsync([0x93, .. "hvc1"u8, .. Hevc.Frames[0]], 0);
        await host.WaitForFramesAsync(1);
        return publisher;
    }

    private static async Task ReadMediaAsync(RtmpTestClient client, int count)
    {
        while (Media(client).Count < count)
        {
            await client.ReadUntilAsync(static message => message.IsMedia);
        }
    }

    private static bool IsVideo(byte[] body) => body[0] is 0x96 or 0x17 or 0x27;

    private static List<byte[]> Media(RtmpTestClient client) => [.. client.Received.Where(static r => r.IsMedia).Select(static r => r.Payload)];

    private static List<(uint Time, byte[] Body)> Timed(RtmpTestClient client) =>
        [.. client.Received.Where(static r => r.IsMedia).Select(static r => (r.Timestamp, r.Payload))];
}
