using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

public sealed class CmafFragmenterTests
{
    private const int FrameSamples = 1024;

    [Fact]
    public void Cut_NothingAdded_IsNull()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);

        Assert.Null(fragmenter.Cut());
        Assert.Equal((0, 0, false), (fragmenter.Count, fragmenter.PendingBytes, fragmenter.StartsIndependent));
    }

    [Fact]
    public void Cut_NextIsKnown_LastPictureLastsUntilThen()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);
        Add(fragmenter, [CmafSamples.Picture(0, isKey: true), CmafSamples.Picture(40)]);

        using var fragment = fragmenter.Cut(TimeSpan.FromMilliseconds(100))!;

        Assert.Equal((0, 9000, 2), (fragment.DecodeTime, fragment.DecodeDuration, fragment.FrameCount));
        Assert.Equal((TimeSpan.Zero, TimeSpan.FromMilliseconds(100)), (fragment.Start, fragment.Duration));
        Assert.True(fragment.IsIndependent);
        Assert.Equal([3600u, 5400u], CmafSamples.Read(fragment).Durations);
    }

    [Theory]
    [InlineData(80)] // as guessed
    [InlineData(95)]
    [InlineData(60)]
    [InlineData(1000)]
    public void Cut_NextIsNotKnown_NextFragmentBeginsWhereThisEndsAndIsShownInTime(int nextMilliseconds)
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);
        Add(fragmenter, [CmafSamples.Picture(0, isKey: true), CmafSamples.Picture(40)]);
        using var first = fragmenter.Cut()!;
        Add(fragmenter, [CmafSamples.Picture(nextMilliseconds), CmafSamples.Picture(nextMilliseconds + 40)]);
        using var second = fragmenter.Cut()!;

        Assert.Equal(7200, first.DecodeDuration);
        Assert.Equal(7200, second.DecodeTime);
        Assert.Equal(nextMilliseconds * 90, second.PresentationTime);
        Assert.Equal((nextMilliseconds * 90) - 7200, CmafSamples.Read(second).Offsets[0]);
    }

    [Fact]
    public void Add_AfterALongHole_FragmentBeginsLater()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);
        Add(fragmenter, [CmafSamples.Picture(0, isKey: true)]);
        using var first = fragmenter.Cut();
        Add(fragmenter, [CmafSamples.Picture(5000, isKey: true)]);
        using var second = fragmenter.Cut()!;

        Assert.Equal(450_000, second.DecodeTime);
    }

    [Fact]
    public void Add_BFrames_OffsetsAreSigned()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);
        Add(fragmenter, [CmafSamples.Picture(0, 80, isKey: true), CmafSamples.Picture(40, 200), CmafSamples.Picture(80, 60)]);

        using var fragment = fragmenter.Cut(TimeSpan.FromMilliseconds(120))!;

        Assert.Equal([7200, 14400, -1800], CmafSamples.Read(fragment).Offsets);
        Assert.Equal(5400, fragment.PresentationTime);
    }

    [Fact]
    public void Add_PicturesAtOneTime_DecodingTimesStillIncrease()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);
        Add(fragmenter, [CmafSamples.Picture(40, isKey: true), CmafSamples.Picture(40), CmafSamples.Picture(20), CmafSamples.Picture(80)]);

        using var fragment = fragmenter.Cut()!;
        var samples = CmafSamples.Read(fragment);

        Assert.Equal([1u, 1u, 3598u, 3598u], samples.Durations);
        Assert.Equal([0, -1, -1802, 0], samples.Offsets);
    }

    [Fact]
    public void Add_SoundInWholeMilliseconds_IsContinuousToTheSample()
    {
        var fragments = CutSound(Enumerable.Range(0, 2000).Select(static i => Math.Floor(i * FrameSamples / 44.1)));

        AssertContinuous(fragments);
        Assert.Equal(2000L * FrameSamples, fragments.Sum(static fragment => fragment.DecodeDuration));
        Assert.All(fragments, static fragment => Assert.All(CmafSamples.Read(fragment).Durations, static duration => Assert.Equal((uint)FrameSamples, duration)));
    }

    [Fact]
    public void Add_SoundThatJitters_IsContinuousAndFindsTheMean()
    {
        var random = new Random(1);
        var fragments = CutSound(Enumerable.Range(0, 2000).Select(i => 100 + Math.Floor(i * FrameSamples / 44.1) + random.Next(-40, 40)));

        AssertContinuous(fragments);
        Assert.All(fragments, static fragment => Assert.All(CmafSamples.Read(fragment).Durations, AssertNearlyWhole));
        Assert.Equal(100 + (2000 * FrameSamples / 44.1), (fragments[^1].Start + fragments[^1].Duration).TotalMilliseconds, 25.0);
    }

    [Theory]
    [InlineData(1.0002)] // the clocks run apart by 200 ppm, a bad crystal
    [InlineData(0.9998)]
    [InlineData(1.002)]
    [InlineData(0.998)]
    public void Add_SoundThatDrifts_StaysNearTheTimeline(double rate)
    {
        var times = Enumerable.Range(0, 20_000).Select(i => Math.Floor(i * FrameSamples / 44.1 * rate)).ToList();
        var fragments = CutSound(times);

        AssertContinuous(fragments);
        var frames = 0;
        foreach (var fragment in fragments)
        {
            var distance = Math.Abs(fragment.Start.TotalMilliseconds - times[frames]);
            Assert.True(distance < 15, $"Frame {frames} is {distance} ms away.");
            Assert.All(CmafSamples.Read(fragment).Durations, AssertNearlyWhole);
            frames += fragment.FrameCount;
        }
    }

    [Fact]
    public void Add_SoundIsMissing_FrameBeforeLastsLonger()
    {
        var fragments = CutSound(Enumerable.Range(0, 400).Where(static i => i is < 100 or >= 150).Select(static i => i * FrameSamples / 44.1));

        AssertContinuous(fragments);
        Assert.Equal(400L * FrameSamples, fragments.Sum(static fragment => fragment.DecodeDuration), 2.0);
        Assert.Contains(fragments, static fragment => CmafSamples.Read(fragment).Durations.Any(static duration => duration > 50 * FrameSamples));
    }

    [Fact]
    public void Add_TooMuchSound_CatchesUpWithoutGoingBack()
    {
        // 1 s of sound within 0.2 s, then as it should be.
        var times = Enumerable.Range(0, 43).Select(static i => i * 5.0).Concat(Enumerable.Range(43, 300).Select(static i => i * FrameSamples / 44.1 - 780));
        var fragments = CutSound(times);

        AssertContinuous(fragments);
        Assert.InRange((fragments[^1].Start + fragments[^1].Duration).TotalMilliseconds, 342 * FrameSamples / 44.1 - 780, 343 * FrameSamples / 44.1 - 650);
    }

    [Fact]
    public void Add_AnotherPublisherAfterAPause_SoundGoesOnAtItsTime()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.SoundFormat);
        Add(fragmenter, [CmafSamples.Sound(0), CmafSamples.Sound(23)]);
        using var first = fragmenter.Cut()!;
        Add(fragmenter, [CmafSamples.Sound(3000)]);
        using var second = fragmenter.Cut()!;

        Assert.Equal(2 * FrameSamples, first.DecodeDuration);
        Assert.Equal(3 * 44100, second.DecodeTime);
    }

    [Fact]
    public void Make_FormatHasChanged_NumbersAndTimesGoOn()
    {
        using var old = new CmafFragmenter(CmafSamples.SoundFormat);
        Add(old, [CmafSamples.Sound(0)]);
        using var first = old.Cut()!;
        var other = CmafSamples.Describe(CmafSamples.SoundTrack([0x11, 0x90], 48000));
        using var fragmenter = new CmafFragmenter(other, previous: old);
        Add(fragmenter, [CmafSamples.Sound(20, other.Track)]);
        using var second = fragmenter.Cut()!;

        Assert.Equal((1u, 2u), (first.SequenceNumber, second.SequenceNumber));
        Assert.True(second.Start >= first.Start + first.Duration, $"{second.Start} is before the end of {first.Duration}.");
        Assert.Equal(first.Duration.TotalMilliseconds, second.Start.TotalMilliseconds, 0.05);
    }

    [Fact]
    public void Cut_SegmentStartAndWallTime_WritesThemInFront()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat);
        Add(fragmenter, [CmafSamples.Picture(0, 80, isKey: true)]);
        using var fragment = fragmenter.Cut(startsSegment: true, wallTime: new DateTimeOffset(2024, 1, 1, 0, 0, 0, 500, TimeSpan.Zero))!;
        var prft = CmafSamples.Find(fragment, "prft");

        Assert.Equal(["styp", "prft", "moof", "mdat"], CmafSamples.Types(fragment.Bytes.Span));
        Assert.Equal("01000001" + "00000001" + "E93C7F00" + "80000000" + "0000000000001C20", Convert.ToHexString(prft));
        Assert.True(fragment.StartsSegment);
    }

    [Fact]
    public void Add_LimitOfFrames_AsksForACut()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.SoundFormat);
        using var frame = CmafSamples.Sound(0);
        for (var i = 0; i < CmafFragmenter.MaxFrames; i++)
        {
            Assert.True(fragmenter.Add(frame));
        }

        Assert.False(fragmenter.Add(frame));
        using var fragment = fragmenter.Cut();
        Assert.True(fragmenter.Add(frame));
    }

    [Fact]
    public void Dispose_FramesWait_GivesThemBack()
    {
        var pool = new TrackingBufferPool();
        var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat, pool);
        using (var frame = TestFrames.Make(CmafSamples.VideoFormat.Track, 0, isKey: true, pool: pool))
        {
            fragmenter.Add(frame);
        }

        Assert.Equal(1, pool.OutstandingCount);
        fragmenter.Dispose();

        pool.AssertAllReturned();
    }

    [Fact]
    public void Fragment_LastReferenceIsGone_BytesAreReturned()
    {
        var pool = new TrackingBufferPool();
        using var fragmenter = new CmafFragmenter(CmafSamples.VideoFormat, pool);
        Add(fragmenter, [CmafSamples.Picture(0, isKey: true)]);
        var fragment = fragmenter.Cut()!;
        fragment.AddRef();
        fragment.Dispose();
        Assert.Equal(fragment.Length, fragment.Bytes.Length);
        Assert.True(fragment.Capacity >= fragment.Length);

        fragment.Dispose();

        pool.AssertAllReturned();
        Assert.Throws<ObjectDisposedException>(() => fragment.Bytes);
    }

    [Fact]
    [Trait("Category", "Perf")]
    public void SteadyState_AllocatesNothingPerFrame()
    {
        using var fragmenter = new CmafFragmenter(CmafSamples.SoundFormat);
        using var frame = CmafSamples.Sound(0);
        void CutOne()
        {
            for (var i = 0; i < 1000; i++)
            {
                fragmenter.Add(frame);
            }

            fragmenter.Cut()!.Dispose();
        }

        CutOne();
        CutOne();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            CutOne();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 * 400);
    }

    private static void Add(CmafFragmenter fragmenter, MediaFrame[] frames)
    {
        foreach (var frame in frames)
        {
            Assert.True(fragmenter.Add(frame));
            frame.Dispose();
        }
    }

    /// <summary>Sound at these times in milliseconds, cut every 200 ms.</summary>
    private static List<CmafFragment> CutSound(IEnumerable<double> milliseconds) =>
        CmafMaker.Cut(milliseconds.Select(static time => CmafSamples.Sound(time)), CmafSamples.SoundFormat);

    private static void AssertNearlyWhole(uint duration) => Assert.InRange(duration, FrameSamples * 63u / 64, FrameSamples * 65u / 64);

    private static void AssertContinuous(List<CmafFragment> fragments)
    {
        for (var i = 1; i < fragments.Count; i++)
        {
            Assert.Equal(fragments[i - 1].DecodeTime + fragments[i - 1].DecodeDuration, fragments[i].DecodeTime);
        }
    }
}
