using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Segments;

public sealed class SegmentCutterTests
{
    private static readonly SegmentRules Rules = new(TimeSpan.FromSeconds(10), 1, 2.1, WaitKeyframe: true, TsFloor: false);

    private static readonly StreamHeaders Both = StreamHeaders.Empty.With(TestFrames.VideoTrack()).With(TestFrames.AudioTrack());

    private static readonly StreamHeaders Sound = StreamHeaders.Empty.With(TestFrames.AudioTrack());

    [Theory]
    [InlineData('K', 9.9, false)]
    [InlineData('K', 10, true)]
    [InlineData('v', 15, false)]
    [InlineData('v', 20.9, false)]
    [InlineData('v', 21, true)]
    [InlineData('a', 15, false)]
    [InlineData('a', 21, true)]
    public void ShouldCut_PicturesAndSound_AsSrs(char kind, double seconds, bool isCut) => Assert.Equal(isCut, Cuts(Rules, Both, kind, seconds));

    [Theory]
    [InlineData(20.9, false)]
    [InlineData(21, true)]
    public void ShouldCut_SoundAlone_AtTheRatio(double seconds, bool isCut) => Assert.Equal(isCut, Cuts(Rules, Sound, 'a', seconds));

    [Theory]
    [InlineData('K', 14.9, false)]
    [InlineData('K', 15, true)]
    public void ShouldCut_TdRatio_MultipliesTheFragment(char kind, double seconds, bool isCut) =>
        Assert.Equal(isCut, Cuts(Rules with { TdRatio = 1.5 }, Both, kind, seconds));

    [Theory]
    [InlineData('v', 10, true)]
    [InlineData('a', 10, false)]
    public void ShouldCut_WithoutWaitKeyframe_AtAnyPicture(char kind, double seconds, bool isCut) =>
        Assert.Equal(isCut, Cuts(Rules with { WaitKeyframe = false }, Both, kind, seconds));

    [Fact]
    public void ShouldCut_ShortFragmentAndLongGroups_WaitsForTheKeyFrame()
    {
        var rules = Rules with { Fragment = TimeSpan.FromSeconds(2) };

        Assert.False(Cuts(rules, Both, 'a', 8.3));
        Assert.True(Cuts(rules, Both, 'K', 8.4));
        Assert.True(Cuts(rules, Both, 'v', 20));
    }

    [Theory]
    [InlineData(0, 1.8, false)]
    [InlineData(0, 2, true)]
    [InlineData(3, 0.8, false)]
    [InlineData(3, 1, true)]
    [InlineData(5.99, 1.8, false)]
    [InlineData(5.99, 2, true)]
    [InlineData(-1, 1, true)]
    public void ShouldCut_Aligned_FollowsTheEncodersClock(double encoderTime, double seconds, bool isCut)
    {
        var cutter = new SegmentCutter(Rules with { Fragment = TimeSpan.FromSeconds(2), IsAligned = true });
        cutter.SetHeaders(Both);
        cutter.Begin(default, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(encoderTime));
        using var frame = Frame('K', seconds);

        Assert.Equal(isCut, cutter.ShouldCut(frame, 0));
    }

    [Fact]
    public void ShouldCut_WithinTheShortest_Never() =>
        Assert.False(Cuts(Rules with { Fragment = TimeSpan.FromMilliseconds(100) }, Both, 'K', 0.19));

    [Fact]
    public void ShouldCut_TooManyBytes_CutsAnywhere()
    {
        var cutter = new SegmentCutter(Rules);
        cutter.SetHeaders(Both);
        cutter.Begin(default, DateTimeOffset.UnixEpoch);
        using var frame = Frame('v', 1);

        Assert.True(cutter.ShouldCut(frame, SegmentCutter.MaxBytes));
    }

    [Fact]
    public void HasVideo_PicturesStop_BecomesSoundAlone()
    {
        var cutter = new SegmentCutter(Rules);
        cutter.SetHeaders(Both);
        cutter.Begin(default, DateTimeOffset.UnixEpoch);
        for (var i = 0; i <= GopCache.MaxAudioWithoutVideo; i++)
        {
            using var frame = Frame('a', i * 0.02);
            cutter.ShouldCut(frame, 0);
        }

        Assert.False(cutter.HasVideo);
    }

    [Fact]
    public void Begin_TsFloor_CountsUpByOneAndFollowsTheClock()
    {
        var cutter = new SegmentCutter(Rules with { TsFloor = true });
        cutter.SetHeaders(Both);
        var start = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1000);

        Assert.Equal(99, cutter.Begin(default, start));
        Assert.Equal(100, cutter.Begin(TimeSpan.FromSeconds(12), start + TimeSpan.FromSeconds(12)));

        // One fragment behind: the next one may be 3 s shorter.
        using var frame = Frame('K', 12 + 7);
        Assert.True(cutter.ShouldCut(frame, 0));
        Assert.Equal(201, cutter.Begin(TimeSpan.FromSeconds(24), start + TimeSpan.FromSeconds(1020)));
    }

    [Theory]
    [InlineData('K', 0, true)]
    [InlineData('v', 1, false)]
    [InlineData('a', 1, false)]
    [InlineData('v', 20, true)]
    public void CanBegin_PicturesAndSound_WaitsForAKeyFrame(char kind, double waited, bool canBegin)
    {
        var cutter = new SegmentCutter(Rules);
        cutter.SetHeaders(Both);
        using var frame = Frame(kind, 0);

        Assert.Equal(canBegin, cutter.CanBegin(frame, TimeSpan.FromSeconds(waited)));
    }

    private static bool Cuts(SegmentRules rules, StreamHeaders headers, char kind, double seconds)
    {
        var cutter = new SegmentCutter(rules);
        cutter.SetHeaders(headers);
        cutter.Begin(default, DateTimeOffset.UnixEpoch);
        using var frame = Frame(kind, seconds);
        return cutter.ShouldCut(frame, 0);
    }

    private static MediaFrame Frame(char kind, double seconds) =>
        TestFrames.Make(kind == 'a' ? TestFrames.AudioTrack() : TestFrames.VideoTrack(), seconds * 1000, kind == 'K');
}
