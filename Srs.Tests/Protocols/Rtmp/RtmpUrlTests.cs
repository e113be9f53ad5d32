using Srs.Media.Protocols.Rtmp;

namespace Srs.Tests.Protocols.Rtmp;

public sealed class RtmpUrlTests
{
    [Theory]
    [InlineData("rtmp://host/live", "livestream", "host", "live", "livestream", "")]
    [InlineData("rtmp://host:1936/live", "livestream", "host", "live", "livestream", "")]
    [InlineData("rtmps://host/live/", "livestream", "host", "live", "livestream", "")]
    [InlineData("rtmp://user:secret@host:1935/live", "livestream", "host", "live", "livestream", "")]
    [InlineData("rtmp://[::1]:1935/live", "livestream", "::1", "live", "livestream", "")]
    [InlineData("rtmp://[fe80::1]/live", "livestream", "fe80::1", "live", "livestream", "")]
    [InlineData("rtmp://host/a/b/c", "livestream", "host", "a/b/c", "livestream", "")]
    [InlineData("rtmp://host/live", "a/b", "host", "live/a", "b", "")]
    [InlineData("rtmp://host/live", "/livestream", "host", "live", "livestream", "")]
    [InlineData("rtmp://host/live/_definst_", "livestream", "host", "live", "livestream", "")]
    [InlineData("rtmp://host/live", "_definst_/livestream", "host", "live", "livestream", "")]
    [InlineData("rtmp://host/live?k=v/_definst_", "livestream", "host", "live", "livestream", "?k=v")]
    public void Parse_PathForms_SplitAtLastSlash(string tcUrl, string stream, string host, string app, string name, string param) =>
        AssertParsed(tcUrl, "", stream, host, app, name, param);

    [Theory]
    [InlineData("rtmp://host/live?vhost=demo", "livestream", "?vhost=demo")]
    [InlineData("rtmp://host/live", "livestream?vhost=demo", "?vhost=demo")]
    [InlineData("rtmp://host/live#vhost=demo", "livestream", "?vhost=demo")]
    [InlineData("rtmp://host/live...vhost...demo", "livestream", "?vhost=demo")]
    [InlineData("rtmp://host/live", "livestream...vhost...demo", "?vhost=demo")]
    [InlineData("rtmp://host/live?domain=demo", "livestream", "?domain=demo")]
    [InlineData("rtmp://host/live?domain=other&vhost=demo", "livestream", "?domain=other&vhost=demo")]
    [InlineData("rtmp://host/live?token=1", "livestream?vhost=demo", "?token=1&vhost=demo")]
    [InlineData("rtmp://host/live?vhost=demo", "livestream?token=a/b+c=", "?vhost=demo&token=a/b+c=")]
    [InlineData("rtmp://host/live?vhost=demo/livestream", "", "?vhost=demo")]
    public void Parse_VhostInParameters_WinsOverHost(string tcUrl, string stream, string param) =>
        AssertParsed(tcUrl, "", stream, "demo", "live", "livestream", param);

    [Theory]
    [InlineData("rtmp://host", "livestream", "host", "__defaultApp__", "livestream", "")]
    [InlineData("rtmp://host/", "livestream", "host", "__defaultApp__", "livestream", "")]
    [InlineData("rtmp://host?vhost=demo", "livestream", "demo", "__defaultApp__", "livestream", "?vhost=demo")]
    [InlineData("rtmp://host/live", "", "host", "live", "", "")]
    [InlineData("rtmp://host/a/b", "", "host", "a", "b", "")]
    [InlineData("rtmp://host/a/b?k=v", "", "host", "a", "b", "?k=v")]
    [InlineData("rtmp://host/a/b", "?k=v", "host", "a", "b", "?k=v")]
    [InlineData("rtmp://host/live", "livestream?vhost=__defaultVhost__", "__defaultVhost__", "live", "livestream", "")]
    [InlineData("rtmp://ho st/li\r\nve", "live str\neam", "host", "live", "livestream", "")]
    [InlineData("rtmp://host/live", "my...stream", "host", "live", "my...stream", "")]
    [InlineData("rtmp://host/live", "a...b...c", "host", "live", "a...b...c", "")]
    [InlineData("rtmp://host/live", "v1.2.stream", "host", "live", "v1.2.stream", "")]
    public void Parse_Oddities_AreAsInSrs(string tcUrl, string stream, string host, string app, string name, string param) =>
        AssertParsed(tcUrl, "", stream, host, app, name, param);

    [Theory]
    [InlineData("", "live", "livestream", "", "live", "livestream")]
    [InlineData("nonsense", "a/b", "livestream", "", "a/b", "livestream")]
    [InlineData("", "live?vhost=demo", "livestream", "demo", "live", "livestream")]
    [InlineData("", "", "", "", "__defaultApp__", "")]
    public void Parse_NoTcUrl_TakesApp(string tcUrl, string given, string stream, string host, string app, string name)
    {
        var url = RtmpUrl.Parse(tcUrl, given, stream);

        Assert.Equal((host, app, name), (url.Host, url.App, url.Stream));
    }

    [Theory]
    [InlineData("rtmp://", "", "")]
    [InlineData("rtmp:///", "", "/")]
    [InlineData("rtmp://[", "", "]")]
    [InlineData("rtmp://[]:/?#...vhost...", "", "?&=...vhost...")]
    [InlineData("://", "#?", "//..//")]
    [InlineData("rtmp://h/a/_definst_/_definst_", "", "/_definst_/_definst_")]
    public void Parse_Nonsense_NeverThrows(string tcUrl, string app, string stream) => Assert.NotNull(RtmpUrl.Parse(tcUrl, app, stream));

    private static void AssertParsed(string tcUrl, string given, string stream, string host, string app, string name, string param)
    {
        var url = RtmpUrl.Parse(tcUrl, given, stream);

        Assert.Equal((host, app, name, param), (url.Host, url.App, url.Stream, url.Param));
    }
}
