using Srs.Media.Cluster;
using Srs.Media.Streams;

namespace Srs.Tests.Cluster;

public sealed class EdgeUrlTests
{
    [Theory]
    [InlineData(VhostTable.DefaultName, "live", "x", "[vhost]", "", "rtmp://origin:1935/live/x")]
    [InlineData(VhostTable.DefaultName, "live", "x", "[vhost]", "?token=a/b", "rtmp://origin:1935/live/x?token=a/b")]
    [InlineData(VhostTable.DefaultName, "live", "x", "[vhost]", "?vhost=other&a=1&domain=c&Vhost=d", "rtmp://origin:1935/live/x?a=1")]
    [InlineData(VhostTable.DefaultName, "live", "x", "ingest.example", "", "rtmp://origin:1935/live/x?vhost=ingest.example")]
    [InlineData("a.example", "a/b", "x.y", "[vhost]", "?t=1", "rtmp://origin:1935/a/b/x.y?vhost=a.example&t=1")]
    [InlineData("a.example", "live", "x", "ingest.[vhost]", "", "rtmp://origin:1935/live/x?vhost=ingest.a.example")]
    [InlineData(VhostTable.DefaultName, "live", "直播", "[vhost]", "", "rtmp://origin:1935/live/直播")]
    public void Make_NamesAndParameters_AreAskedOfTheOrigin(string vhost, string app, string stream, string template, string param, string expected) =>
        Assert.Equal(expected, EdgeUrl.Make(new EdgeOrigin("origin", 1935), new StreamKey(vhost, app, stream), template, param));

    [Fact]
    public void Make_Ipv6Origin_StandsInBrackets() => Assert.Equal(
        "rtmp://[::1]:1936/live/x", EdgeUrl.Make(new EdgeOrigin("::1", 1936), new StreamKey(VhostTable.DefaultName, "live", "x"), "[vhost]", ""));

    [Theory]
    [InlineData("live", "x?vhost=secret", "")]
    [InlineData("live", "x#y", "")]
    [InlineData("live", "x y", "")]
    [InlineData("live...vhost...secret", "x", "")]
    [InlineData("live?vhost=secret", "x", "")]
    [InlineData("live/_definst_", "x", "")]
    [InlineData("live", "x\r\n", "")]
    public void Make_NameThatWouldBeAnother_IsNull(string app, string stream, string param) =>
        Assert.Null(EdgeUrl.Make(new EdgeOrigin("origin", 1935), new StreamKey(VhostTable.DefaultName, app, stream), "[vhost]", param));

    [Fact]
    public void Make_EndlessParameters_IsNull() => Assert.Null(EdgeUrl.Make(
        new EdgeOrigin("origin", 1935), new StreamKey(VhostTable.DefaultName, "live", "x"), "[vhost]", "?" + new string('a', 100_000)));
}
