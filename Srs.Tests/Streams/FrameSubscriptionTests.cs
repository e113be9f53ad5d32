using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class FrameSubscriptionTests : IDisposable
{
    private readonly StreamFixture _stream = new();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void Subscribe_InMidGroup_GetsHeadersThenGroupThenLive()
    {
        _stream.Publish("KvvKv");
        using var subscription = _stream.Stream.Subscribe();
        _stream.Publish("v");

        Assert.Equal("H345", Read(subscription));
    }

    [Fact]
    public void Subscribe_GroupLongerThanQueue_GetsAllOfItAndGoesOn()
    {
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { QueueLength = TimeSpan.FromSeconds(1) } });
        stream.Publish("K" + new string('v', 60));
        using var subscription = stream.Stream.Subscribe();
        stream.Publish("v");

        Assert.Equal(62, Count(subscription));
        Assert.Equal(0, subscription.DroppedFrames);
    }

    [Fact]
    public void Offer_ReaderTooSlow_RefusesUntilKeyFrame()
    {
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { QueueLength = TimeSpan.FromSeconds(1) } });
        using var subscription = stream.Stream.Subscribe();
        stream.Publish("K" + new string('v', 40));
        Assert.True(subscription.DroppedFrames > 0);

        var taken = Count(subscription);
        stream.Publish("vv");
        Assert.Equal(0, Count(subscription));

        stream.Publish("Kv");
        Assert.Equal("4344", Read(subscription));
        Assert.Equal((45 - 2 - taken, 1), (subscription.DroppedFrames, subscription.Jumps));
    }

    [Fact]
    public void Offer_VideoStopsWhileRefusing_GoesOnWithSound()
    {
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { QueueLength = TimeSpan.FromSeconds(1) } });
        using var subscription = stream.Stream.Subscribe();
        stream.Publish("K" + new string('v', 40));
        Count(subscription);

        stream.Publish(new string('a', GopCache.MaxAudioWithoutVideo + 5));

        Assert.True(Count(subscription) > 0);
    }

    [Fact]
    public void Offer_HeadersToReaderTooSlow_AreNeverLost()
    {
        using var stream = new StreamFixture(new VhostOptions { Play = new PlayOptions { QueueLength = TimeSpan.FromSeconds(1) } });
        using var subscription = stream.Stream.Subscribe();
        stream.Publish("K" + new string('v', 40));
        stream.Lease.Announce(TestFrames.VideoTrack(9));

        StreamHeaders? last = null;
        while (subscription.TryRead(out var item))
        {
            last = item.Headers ?? last;
            item.Frame?.Dispose();
        }

        Assert.Equal(9, last!.First(Srs.Media.Frames.MediaKind.Video)!.Config.Span[0]);
    }

    [Fact]
    public void Offer_HeadersWithoutEnd_AreBoundedAndTheLastOnesKept()
    {
        using var subscription = _stream.Stream.Subscribe();
        _stream.Publish("K");
        for (var i = 0; i < 1000; i++)
        {
            _stream.Lease.Announce(TestFrames.VideoTrack((byte)(i % 250)));
        }

        var headers = new List<StreamHeaders>();
        while (subscription.TryRead(out var item))
        {
            headers.AddRange(item.Headers is null ? [] : [item.Headers]);
            item.Frame?.Dispose();
        }

        Assert.InRange(headers.Count, 1, 64);
        Assert.Equal(999 % 250, headers[^1].First(Srs.Media.Frames.MediaKind.Video)!.Config.Span[0]);
        Assert.Equal(1, subscription.DroppedFrames);
    }

    [Fact]
    public void Dispose_WithFramesInQueue_GivesThemBack()
    {
        var subscription = _stream.Stream.Subscribe();
        _stream.Publish("Kvv");
        subscription.Dispose();
        _stream.Publish("v");

        Assert.False(subscription.TryRead(out _));
    }

    [Fact]
    public async Task WaitAsync_FrameComes_Returns()
    {
        using var subscription = _stream.Stream.Subscribe();
        Assert.Equal("H", Read(subscription));
        await subscription.WaitAsync(TestContext.Current.CancellationToken);
        var wait = subscription.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);

        _stream.Publish("K");

        await wait.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task WaitAsync_WokenManyTimes_ReturnsOnce()
    {
        using var subscription = _stream.Stream.Subscribe();
        for (var i = 0; i < 100; i++)
        {
            subscription.Wake();
        }

        await subscription.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(subscription.WaitAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    private static string Read(FrameSubscription subscription)
    {
        var seen = "";
        while (subscription.TryRead(out var item))
        {
            seen += item.Headers is null ? TestFrames.Number(item.Frame!).ToString() : "H";
            item.Frame?.Dispose();
        }

        return seen;
    }

    private static int Count(FrameSubscription subscription)
    {
        var frames = 0;
        while (subscription.TryRead(out var item))
        {
            frames += item.Frame is null ? 0 : 1;
            item.Frame?.Dispose();
        }

        return frames;
    }
}
