using Srs.Media.Protocols.Dash;

namespace Srs.Tests.Protocols.Dash;

public sealed class DashNameTests
{
    [Theory]
    [InlineData("video-12.m4s", "video", 12L)]
    [InlineData("audio-t0.m4s", "audio", 0L)]
    [InlineData("video-l123456789012345678.m4s", "video", 123456789012345678L)]
    [InlineData("audio-2-t96000.m4s", "audio-2", 96000L)]
    public void TryParse_Name_IsWhatIsWritten(string name, string track, long value)
    {
        Assert.True(DashName.TryParse(name, out var parsed));

        Assert.Equal((track, value, name), (parsed.Track, parsed.Value, parsed.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1.m4s")]
    [InlineData("video1.m4s")]
    [InlineData("video-.m4s")]
    [InlineData("video-t.m4s")]
    [InlineData("video-T1.m4s")]
    [InlineData("video-t 1.m4s")]
    [InlineData("video-1.mp4")]
    [InlineData("video-1234567890123456789.m4s")]
    public void TryParse_SomethingElse_IsRefused(string name) => Assert.False(DashName.TryParse(name, out _));

    [Fact]
    public void TemplateOf_EachNaming_MakesItsNames()
    {
        Assert.Equal(
            ["video-$Number$.m4s", "video-t$Time$.m4s", "video-l$Time$.m4s"],
            new[] { DashNaming.Number, DashNaming.Time, DashNaming.GrowingTime }.Select(static naming => DashName.TemplateOf("video", naming)));
    }
}
