using Srs.Media.Egress;
using Srs.Media.Streams;
using Srs.Tests.Egress;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class SoundCacheTests
{
    private static readonly VhostOptions Cached = new() { HttpRemux = new HttpRemuxOptions { FastCache = TimeSpan.FromSeconds(1) } };

    [Fact]
    public void Join_FastCache_FirstListenerGetsIt()
    {
        using var stream = new StreamFixture(Cached);
        stream.Publish(new string('a', 200));

        using var cursor = stream.Play().JoinSoundLog(new NumberedFormat(HasVideo: false)).Cursor;

        Assert.Equal(Enumerable.Range(149, 51), Read(cursor));
    }

    [Fact]
    public void Join_FastCache_LaterListenerGetsItOfTheLog()
    {
        using var stream = new StreamFixture(Cached);
        stream.Publish("a");
        using var first = stream.Play().JoinSoundLog(new NumberedFormat(HasVideo: false)).Cursor;
        stream.Publish(new string('a', 400));
        var reader = new NumberedReader(hasVideo: false).Drain(first);
        stream.Publish(new string('a', 99));

        using var cursor = stream.Play().JoinSoundLog(new NumberedFormat(HasVideo: false)).Cursor;

        Assert.Equal(Enumerable.Range(449, 51), Read(cursor));
        Assert.Equal(Enumerable.Range(0, 500), reader.Drain(first).Frames);
    }

    [Fact]
    public void Join_NoFastCache_StartsAtHead()
    {
        using var stream = new StreamFixture();
        stream.Publish(new string('a', 200));
        using var cursor = stream.Play().JoinSoundLog(new NumberedFormat(HasVideo: false)).Cursor;
        stream.Publish("a");

        Assert.Equal([200], Read(cursor));
    }

    [Fact]
    public void Log_PastIsKept_ButNoMore()
    {
        using var stream = new StreamFixture(Cached);
        stream.Publish("a");
        var (log, cursor) = stream.Play().JoinSoundLog(new NumberedFormat(HasVideo: false));
        using (cursor)
        {
            var reader = new NumberedReader(hasVideo: false);
            for (var i = 0; i < 100; i++)
            {
                stream.Publish(new string('a', 50), size: 1000);
                reader.Drain(cursor);
            }

            Assert.InRange(log.HeldBytes, 50_000, 400_000);
        }
    }

    [Fact]
    public void Add_Video_IsNotKept()
    {
        var cache = new SoundCache();
        using var frame = TestFrames.Make(TestFrames.VideoTrack(), 0);

        cache.Add(frame, TimeSpan.FromSeconds(1));

        Assert.Empty(cache.Frames);
    }

    private static List<int> Read(WireCursor cursor) => new NumberedReader(hasVideo: false).Drain(cursor).Frames;
}
