using Srs.Media.Protocols.Rtmp.Client;

namespace Srs.Tests.Protocols.Rtmp.Client;

public sealed class RtmpClientUrlTests
{
    [Theory]
    [InlineData("rtmp://host/live/livestream", false, "host", 1935, "rtmp://host/live", "live", "livestream")]
    [InlineData("RTMP://host:19350/a/b/c?x=/1&y=2", false, "host", 19350, "rtmp://host:19350/a/b", "a/b", "c?x=/1&y=2")]
    [InlineData("rtmps://host/live/s?vhost=v", true, "host", 443, "rtmps://host/live", "live", "s?vhost=v")]
    [InlineData("rtmp://[::1]:1936/live/s", false, "::1", 1936, "rtmp://[::1]:1936/live", "live", "s")]
    [InlineData("rtmp://[::1]/live/s", false, "::1", 1935, "rtmp://[::1]/live", "live", "s")]
    public void Parse_OfTheGrammar_GivesItsParts(string url, bool isTls, string host, int port, string tcUrl, string app, string stream) =>
        Assert.Equal(new RtmpClientUrl(isTls, host, port, tcUrl, app, stream), RtmpClientUrl.Parse(url));

    [Theory]
    [InlineData("")]
    [InlineData("http://host/live/s")]
    [InlineData("rtmp://host")]
    [InlineData("rtmp://host/live")]
    [InlineData("rtmp://host/live/")]
    [InlineData("rtmp:///live/s")]
    [InlineData("rtmp://host:0/live/s")]
    [InlineData("rtmp://host:65536/live/s")]
    [InlineData("rtmp://host:x/live/s")]
    [InlineData("rtmp://user@host/live/s")]
    [InlineData("rtmp://host/live/s\r\nx")]
    [InlineData("rtmp://ho\u001bst/live/s")]
    [InlineData("rtmp://ho st/live/s")]
    public void Parse_Else_NamesTheForm(string url)
    {
        var refused = Assert.Throws<ArgumentException>(() => RtmpClientUrl.Parse(url));

        Assert.Contains("rtmp://host/app/stream", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void TryParse_LongHost_IsTakenUpToTheLimitOfResolvers(int length, bool isTaken) =>
        Assert.Equal(isTaken, RtmpClientUrl.TryParse($"rtmp://{new string('h', length)}/live/s", out _));
}
