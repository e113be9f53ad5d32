using Srs.Media.Access;

namespace Srs.Tests.Access;

public sealed class StreamPatternTests
{
    [Theory]
    [InlineData("*", "live", "a", true)]
    [InlineData("*", "a/b", "c", true)]
    [InlineData("live/a", "live", "a", true)]
    [InlineData("/live/a", "live", "a", true)]
    [InlineData("live/a", "live", "ab", false)]
    [InlineData("live/a", "live", "A", false)]
    [InlineData("live/*", "live", "a", true)]
    [InlineData("live/*", "live", "", true)]
    [InlineData("live/*", "live/x", "a", false)]
    [InlineData("live/*", "live2", "a", false)]
    [InlineData("*/a", "live", "a", true)]
    [InlineData("*/a", "live/x", "a", false)]
    [InlineData("*/*", "live", "a", true)]
    [InlineData("live/cam*", "live", "camera1", true)]
    [InlineData("live/*1", "live", "camera1", true)]
    [InlineData("live/*1", "live", "camera12", false)]
    [InlineData("live/c*a*1", "live", "camera1", true)]
    [InlineData("live/c*a*x*1", "live", "camera1", false)]
    [InlineData("live/**", "live", "a", true)]
    [InlineData("live/aab*aab", "live", "aabaaab", true)]
    [InlineData("", "live", "a", false)]
    [InlineData("a*a*a*a*a*a*a*a*b/x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "x", false)]
    public void Matches_Stream_ByLevels(string pattern, string app, string stream, bool isMatch)
    {
        Assert.Equal(isMatch, StreamPattern.Matches(pattern, app, stream));
    }

    [Fact]
    public void Matches_LongPattern_NeverDoes()
    {
        Assert.False(StreamPattern.Matches(new string('*', StreamPattern.MaxLength + 1), "live", "a"));
    }
}
