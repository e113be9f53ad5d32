using Srs.Media.Rtp.Stages;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Rtp.Stages;

public sealed class RtpHistoryTests
{
    private readonly TrackingBufferPool _pool = new();

    [Fact]
    public void TryGet_KeptPacket_IsFoundUntilItIsOld()
    {
        using (var publisher = new RtpTestPackets(_pool))
        {
            var history = publisher.Track.History;
            using var first = publisher.Receive(1)!;
            publisher.Now += RtpHistory.DefaultMaxAge;
            publisher.Take(2, timestamp: 3000);
            Assert.True(history.TryGet(first.Sequence, out var found));
            Assert.Same(first, found);
            found.Dispose();

            publisher.Now += TimeSpan.FromTicks(1);
            publisher.Take(3, timestamp: 3000);
            Assert.False(history.TryGet(first.Sequence, out _));
            Assert.False(history.TryGet(first.Sequence + 3, out _));
            Assert.False(history.TryGet(-1, out _));
        }

        _pool.AssertAllReturned();
    }

    [Fact]
    public void Add_MoreThanFits_KeepsTheNewest()
    {
        using (var publisher = new RtpTestPackets(_pool, history: new RtpHistory(maxPackets: 16)))
        {
            using var first = publisher.Receive(0)!;
            for (var i = 1; i < 100; i++)
            {
                publisher.Take(i);
            }

            Assert.False(publisher.Track.History.TryGet(first.Sequence + 83, out _));
            Assert.True(publisher.Track.History.TryGet(first.Sequence + 84, out var found));
            found.Dispose();
            Assert.Equal(17, _pool.OutstandingCount);
        }

        _pool.AssertAllReturned();
    }

    [Fact]
    public void Add_MoreBytesThanAllowed_KeepsFewer()
    {
        using (var publisher = new RtpTestPackets(_pool, history: new RtpHistory(maxBytes: 20_000)))
        {
            for (var i = 0; i < 100; i++)
            {
                publisher.Receive(i, payload: new byte[1000])!.Dispose();
            }

            Assert.InRange(publisher.Track.History.Bytes, 18_000, 20_000);
        }

        _pool.AssertAllReturned();
    }

    [Fact]
    public void Add_SourceStartsOver_ForgetsWhatCameBefore()
    {
        using (var publisher = new RtpTestPackets(_pool))
        {
            using var before = publisher.Receive(0)!;
            publisher.Ssrc = 9;
            publisher.Take(50);
            using var after = publisher.Receive(51)!;

            Assert.False(publisher.Track.History.TryGet(before.Sequence, out _));
            Assert.True(publisher.Track.History.TryGet(after.Sequence, out var found));
            found.Dispose();
        }

        _pool.AssertAllReturned();
    }

    [Fact]
    public void Dispose_WhileOthersAsk_LeavesNothingBehind()
    {
        using var publisher = new RtpTestPackets(_pool);
        using var first = publisher.Receive(0)!;
        for (var i = 1; i < 500; i++)
        {
            publisher.Take(i);
        }

        Parallel.For(0, 4, thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                if (publisher.Track.History.TryGet(first.Sequence + (i % 500), out var found))
                {
                    Assert.Equal(4, found.Payload.Length);
                    found.Dispose();
                }

                if (thread == 0 && i == 2500)
                {
                    publisher.Dispose();
                }
            }
        });

        Assert.Equal(0, publisher.Track.History.Bytes);
        publisher.Receive(600)?.Dispose();
        Assert.Equal(1, _pool.OutstandingCount);
    }
}
