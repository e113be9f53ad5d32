using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtmp;

/// <summary>A publisher that goes and comes back, as a playing client sees it.</summary>
public sealed class RtmpTakeoverTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Grace_PublisherReturns_PlayerSeesOneStream(bool withOtherHeader)
    {
        await using var host = new RtmpTestHost();
        var first = await RtmpPlayTests.PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await RtmpPlayTests.ReadFrameAsync(player, 4);
        await first.DisposeAsync();
        host.Advance(3);

        await using var second = await host.ConnectAsync();
        await second.PublishAsync();
        await second.SendVideoAsync(withOtherHeader ? TestMedia.OtherAvcHeader : TestMedia.AvcHeader, 0);
        await second.SendAudioAsync(TestMedia.AacHeader, 0);
        await second.SendMediaAsync(8);
        await RtmpPlayTests.ReadFrameAsync(player, 7);

        RtmpPlayTests.AssertMonotonic(player.Received);
        Assert.Equal(withOtherHeader ? 2 : 1, player.Received.Count(static r => r.IsSequenceHeader && r.Type == RtmpMessageType.Video));
        Assert.Equal(1, player.Received.Count(static r => r.IsSequenceHeader && r.Type == RtmpMessageType.Audio));
        Assert.DoesNotContain(player.Received, static r => r.StatusCode is "NetStream.Play.UnpublishNotify" or "NetStream.Play.PublishNotify");
        Assert.False(player.ServerTask.IsCompleted);
        var gap = player.Received.Where(static r => r.Type == RtmpMessageType.Video && !r.IsSequenceHeader).Skip(5).First().Timestamp;
        Assert.InRange(gap, 3000u, 3500u);
    }

    [Fact]
    public async Task Grace_Over_IsAnnouncedAndThePlayerMayStay()
    {
        await using var host = new RtmpTestHost();
        var first = await RtmpPlayTests.PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await RtmpPlayTests.ReadFrameAsync(player, 4);
        await first.DisposeAsync();

        host.Advance(4);
        Assert.False(await SaysAsync(player, "NetStream.Play.UnpublishNotify"));
        host.Advance(1);
        await player.ReadStatusAsync("NetStream.Play.UnpublishNotify");

        await using var second = await RtmpPlayTests.PublishAsync(host, 3);
        await player.ReadStatusAsync("NetStream.Play.PublishNotify");
        await RtmpPlayTests.ReadFrameAsync(player, 2, times: 2);
        RtmpPlayTests.AssertMonotonic(player.Received);
    }

    [Fact]
    public async Task Grace_Zero_AnnouncesAtOnce()
    {
        await using var host = new RtmpTestHost(new VhostOptions { Publish = new PublishOptions { Grace = TimeSpan.Zero } });
        await using var publisher = await RtmpPlayTests.PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await RtmpPlayTests.ReadFrameAsync(player, 4);

        await publisher.CallAsync("FCUnpublish", 6, 0, "livestream");

        await player.ReadStatusAsync("NetStream.Play.UnpublishNotify");
    }

    [Fact]
    public async Task Replace_PlayerGoesOnWithTheNewPublisher()
    {
        await using var host = new RtmpTestHost(new VhostOptions { Publish = new PublishOptions { OnBusy = OnBusy.Replace } });
        await using var first = await RtmpPlayTests.PublishAsync(host, 5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await RtmpPlayTests.ReadFrameAsync(player, 4);

        await using var second = await host.ConnectAsync();
        await second.PublishAsync();
        await first.ServerTask.WithinLimitAsync();
        await second.SendHeadersAsync();
        await second.SendMediaAsync(8);
        await RtmpPlayTests.ReadFrameAsync(player, 7);

        RtmpPlayTests.AssertMonotonic(player.Received);
    }

    [Theory]
    [InlineData(TimeJitter.Full, false, 0u)]
    [InlineData(TimeJitter.Zero, false, 0u)]
    [InlineData(TimeJitter.Off, false, 7000u)]
    [InlineData(TimeJitter.Full, true, 7000u)]
    [InlineData(TimeJitter.Zero, true, 7000u)]
    public async Task TimeJitterAndAtc_FirstFrame_HasItsTime(TimeJitter jitter, bool atc, uint expected)
    {
        await using var host = new RtmpTestHost(new VhostOptions { Play = new PlayOptions { TimeJitter = jitter, Atc = atc } });
        await using var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(5, from: 7000);
        await host.WaitForFramesAsync(5);
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();
        await RtmpPlayTests.ReadFrameAsync(player, 4);

        var times = player.Received.Where(static r => r.Type == RtmpMessageType.Video && !r.IsSequenceHeader).Select(static r => r.Timestamp);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => expected + (uint)i * 40), times);
    }

    [Fact]
    public async Task MixCorrect_DisorderedTracks_ComeInOrder()
    {
        await using var host = new RtmpTestHost(new VhostOptions { Play = new PlayOptions { MixCorrect = true } });
        await using var publisher = await host.ConnectAsync();
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await using var player = await host.ConnectAsync();
        await player.PlayAsync();

        // Sound runs three frames behind the pictures.
        for (var i = 0; i < 12; i++)
        {
            await publisher.SendVideoAsync(i == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), (uint)i * 40);
            if (i >= 3)
            {
                await publisher.SendAudioAsync(TestMedia.AacFrame(i - 3), (uint)(i - 3) * 40);
            }
        }

        await RtmpPlayTests.ReadFrameAsync(player, 7);
        var times = player.Received.Where(static r => r.IsMedia && !r.IsSequenceHeader).Select(static r => r.Timestamp).ToList();
        Assert.Equal(times.Order(), times);
    }

    private static async Task<bool> SaysAsync(RtmpTestClient player, string code)
    {
        await player.CallAsync("_checkbw", 77, 0);
        await player.ReadUntilAsync(static r => r.Command?.TransactionId == 77);
        return player.Received.Any(r => r.StatusCode == code);
    }
}
