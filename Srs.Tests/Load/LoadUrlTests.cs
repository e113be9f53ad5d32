using Srs.Load;

namespace Srs.Tests.Load;

public sealed class LoadUrlTests
{
    [Fact]
    public void For_NumberedUrl_GoesRoundTheStreams()
    {
        var url = new LoadUrl("rtmp://127.0.0.1:19350/live/s{i}", 3, "rtmp");

        Assert.Equal(["/live/s0", "/live/s1", "/live/s2", "/live/s0"], Enumerable.Range(0, 4).Select(number => url.For(number).AbsolutePath));
        Assert.Equal(19350, LoadUrl.PortOf(url.For(0)));
    }

    [Theory]
    [InlineData("rtmp://127.0.0.1/live/s", 1935)]
    [InlineData("https://localhost/live/s.flv", 443)]
    public void PortOf_NoPort_GivesTheSchemes(string text, int port) =>
        Assert.Equal(port, LoadUrl.PortOf(new LoadUrl(text, 1, "rtmp", "https").For(0)));

    [Theory]
    [InlineData("live/s", 1, "begins with rtmp")]
    [InlineData("http://127.0.0.1/live/s", 1, "begins with rtmp")]
    [InlineData("rtmp://example.com/live/s", 1, "on one machine")]
    [InlineData("rtmp://127.0.0.1/", 1, "name of a stream")]
    [InlineData("rtmp://127.0.0.1/live/", 1, "name of a stream")]
    [InlineData("rtmp://127.0.0.1/live/s", 2, "has to hold {i}")]
    public void New_AddressThatCannotBeUsed_TellsWhy(string text, int streams, string expected)
    {
        var error = Assert.Throws<LoadException>(() => new LoadUrl(text, streams, "rtmp"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
