using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Frames;

public sealed class TrackInfoTests
{
    [Fact]
    public void HasSameSetup_EqualContent_IsTrueForOtherInstances()
    {
        Assert.True(TestFrames.VideoTrack().HasSameSetup(TestFrames.VideoTrack()));
    }

    [Fact]
    public void HasSameSetup_AnyDifference_IsFalse()
    {
        var track = TestFrames.VideoTrack();

        Assert.False(track.HasSameSetup(TestFrames.VideoTrack(2)));
        Assert.False(track.HasSameSetup(track with { Id = 1 }));
        Assert.False(track.HasSameSetup(track with { Codec = MediaCodec.H265 }));
        Assert.False(track.HasSameSetup(track with { Video = new VideoFormat(2, 2, "", "") }));
    }
}
