using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Streams;

public sealed class GopCacheTests : IDisposable
{
    private readonly TrackingBufferPool _pool = new();

    public void Dispose() => _pool.AssertAllReturned();

    [Fact]
    public void Add_NewKeyFrame_StartsOver()
    {
        using var gop = new GopCache(100, 10_000);
        Feed(gop, "aKvaKva");

        Assert.Equal([4, 5, 6], Numbers(gop));
    }

    [Fact]
    public void Add_BeforeAnyKeyFrame_KeepsNothing()
    {
        using var gop = new GopCache(100, 10_000);
        Feed(gop, "vvaadd");

        Assert.Empty(gop.Frames);
    }

    [Fact]
    public void Add_OverFrameLimit_EmptiesUntilNextKeyFrame()
    {
        using var gop = new GopCache(3, 10_000);
        Feed(gop, "Kvv");
        Assert.Equal(3, gop.Frames.Count);

        Feed(gop, "vv");
        Assert.Empty(gop.Frames);

        Feed(gop, "Kv");
        Assert.Equal(2, gop.Frames.Count);
    }

    [Fact]
    public void Add_OverByteLimit_EmptiesUntilNextKeyFrame()
    {
        using var gop = new GopCache(100, 250);
        Feed(gop, "Kv");
        Assert.Equal(2, gop.Frames.Count);

        Feed(gop, "v");
        Assert.Empty(gop.Frames);
    }

    [Fact]
    public void Add_LongSoundWithoutPicture_Empties()
    {
        using var gop = new GopCache(1000, 1_000_000);
        Feed(gop, "K" + new string('a', GopCache.MaxAudioWithoutVideo));
        Assert.Equal(GopCache.MaxAudioWithoutVideo + 1, gop.Frames.Count);

        Feed(gop, "a");
        Assert.Empty(gop.Frames);
    }

    [Fact]
    public void Add_LimitOfZero_KeepsNothing()
    {
        using var gop = new GopCache(0, 1_000_000);
        Feed(gop, "Kva");

        Assert.Empty(gop.Frames);
    }

    private static IEnumerable<int> Numbers(GopCache gop) => gop.Frames.Select(TestFrames.Number);

    private void Feed(GopCache gop, string kinds)
    {
        for (var i = 0; i < kinds.Length; i++)
        {
            var track = kinds[i] switch { 'a' => TestFrames.AudioTrack(), 'd' => TestFrames.DataTrack, _ => TestFrames.VideoTrack() };
            using var frame = TestFrames.Make(track, i * 10, kinds[i] == 'K', i, pool: _pool);
            gop.Add(frame);
        }
    }
}
