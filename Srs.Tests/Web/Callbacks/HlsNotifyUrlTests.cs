using System.Net;
using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

public sealed class HlsNotifyUrlTests
{
    private readonly ServerIdentity _server = new(TimeProvider.System) { ServerId = "srs-facts" };

    /// <summary>The first is what SRS was seen to get.</summary>
    [Theory]
    [InlineData("http://a:81/api/v1/hls/[server_id]/[app]/[stream]/[ts_url][param]", "http://a:81/api/v1/hls/srs-facts/live/livestream/livestream-0.ts?token=abc&x=1")]
    [InlineData("https://user:pass@a/[ts_url]?s=[stream]&[app]", "https://user:pass@a/livestream-0.ts?s=livestream&live")]
    [InlineData("http://a?s=[stream]", "http://a/?s=livestream")]
    [InlineData("http://a", "http://a/")]
    public void Fill_Variables_AreReplaced(string template, string expected) =>
        Assert.Equal(expected, HlsNotifyUrl.Fill(new Uri(template), Subject("live", "livestream", "?token=abc&x=1"), "livestream-0.ts", _server)!.ToString());

    [Fact]
    public void Fill_ServiceId_IsThatOfTheRun() =>
        Assert.Equal($"http://a/{_server.ServiceId}", HlsNotifyUrl.Fill(new Uri("http://a/[service_id]"), Subject("live", "a", ""), "a-0.ts", _server)!.ToString());

    [Theory]
    [InlineData("live", "a b?c#d/e@f:[param]", "", "/live/a%20b%3Fc%23d%2Fe%40f%3A%5Bparam%5D")]
    [InlineData("a/b@c", "x", "?y=#z\r\nHost: evil", "/a/b%40c/x?y=%23z%0D%0AHost:%20evil")]
    [InlineData("live", "x", "?[stream][server_id]", "/live/x?[stream][server_id]")]
    public void Fill_HostileNames_StayInPathAndQuery(string app, string stream, string param, string expected)
    {
        var url = HlsNotifyUrl.Fill(new Uri("http://good.example:8080/[app]/[stream][param]"), Subject(app, stream, param), "x-0.ts", _server)!;

        Assert.Equal(("good.example", 8080, ""), (url.Host, url.Port, url.UserInfo));
        Assert.Equal(expected, url.PathAndQuery);
    }

    [Fact]
    public void Fill_PlaylistHasWholeAddresses_ThatIsGot() =>
        Assert.Equal("https://cdn.example/live/x-0.ts", HlsNotifyUrl.Fill(new Uri("http://a/[ts_url]"), Subject("live", "x", "?a"), "https://cdn.example/live/x-0.ts", _server)!.ToString());

    private static CallbackSubject Subject(string app, string stream, string param) => new(
        "5b354445",
        new AccessRequest { Host = "a", App = app, Stream = stream, Action = AccessAction.Publish, Param = param, Remote = IPAddress.Loopback },
        new StreamKey(VhostTable.DefaultName, app, stream),
        new HttpHooksOptions());
}
