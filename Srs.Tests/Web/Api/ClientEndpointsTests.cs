using System.Net;
using System.Text.Json;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Api;

public sealed class ClientEndpointsTests : ApiServerTests
{
    [Fact]
    public async Task GetClients_Viewer_MatchesSrs()
    {
        await Server.PlayAsync(Live);

        var json = await Server.GetAsync("/api/v1/clients/");

        Assert.Equal($$$"""{{{Server.Envelope}}},"clients":[{{{Golden()}}}],"total":1}""", json);
    }

    [Fact]
    public async Task GetClient_KnownId_MatchesSrs()
    {
        await Server.PlayAsync(Live);

        var json = await Server.GetAsync("/api/v1/clients/8p398922");

        Assert.Equal($$$"""{{{Server.Envelope}}},"client":{{{Golden()}}}}""", json);
    }

    [Fact]
    public async Task GetClients_SessionThatHasAskedForNothing_IsNotListed()
    {
        Server.Sessions.Add(new FakeSession { Id = "aaaaaaaa" });

        Assert.Equal($$$"""{{{Server.Envelope}}},"clients":[],"total":0}""", await Server.GetAsync("/api/v1/clients/"));
        Assert.Equal("""{"code":2049}""", await Server.GetAsync("/api/v1/clients/aaaaaaaa"));
    }

    [Fact]
    public async Task GetClients_Page_IsOrderedById()
    {
        for (var i = 11; i >= 0; i--)
        {
            await Server.PlayAsync(Live, $"viewer{i:00}");
        }

        using var json = JsonDocument.Parse(await Server.GetAsync("/api/v1/clients/?start=2&count=3"));

        Assert.Equal(
            ["viewer02", "viewer03", "viewer04"],
            json.RootElement.GetProperty("clients").EnumerateArray().Select(static c => c.GetProperty("id").GetString()));
        Assert.Equal(12, json.RootElement.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task KickClient_KnownId_EndsTheSession()
    {
        var session = await Server.PlayAsync(Live);

        using var response = await Server.SendAsync(HttpMethod.Delete, "/api/v1/clients/8p398922");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Server.Envelope + "}", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal([SessionEndReason.Kicked], session.Ends);
    }

    [Fact]
    public async Task KickClient_UnknownId_Is2049()
    {
        using var response = await Server.SendAsync(HttpMethod.Delete, "/api/v1/clients/00000000");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"code":2049}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1.evil.example")]
    [InlineData("Origin", "garbage")]
    public async Task KickClient_FromForeignPage_IsRefused(string header, string value)
    {
        var session = await Server.PlayAsync(Live);

        using var response = await Server.SendAsync(HttpMethod.Delete, "/api/v1/clients/8p398922", (header, value));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith("{\"code\":1053,\"desc\":\"A web page of another site", text, StringComparison.Ordinal);
        Assert.Empty(session.Ends);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("Origin", "http://127.0.0.1:8080")]
    public async Task KickClient_FromTheConsole_IsDone(string header, string value)
    {
        var session = await Server.PlayAsync(Live);

        using var response = await Server.SendAsync(HttpMethod.Delete, "/api/v1/clients/8p398922", (header, value));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal([SessionEndReason.Kicked], session.Ends);
    }

    [Fact]
    public async Task KickClient_FromTheConsoleBehindProxy_IsDone()
    {
        var session = await Server.PlayAsync(Live);

        using var response = await Server.SendAsync(
            HttpMethod.Delete, "/api/v1/clients/8p398922", ("Sec-Fetch-Site", "same-origin"), ("Origin", "https://live.example"));

        Assert.Equal([SessionEndReason.Kicked], session.Ends);
    }

    [Theory]
    [InlineData("?callback=f&method=DELETE")]
    [InlineData("?method=DELETE")]
    public async Task GetClient_WithMethodInQuery_KicksNobody(string query)
    {
        var session = await Server.PlayAsync(Live);

        await Server.GetAsync("/api/v1/clients/8p398922" + query);

        Assert.Empty(session.Ends);
    }

    private string Golden() =>
        $$$"""{"id":"8p398922","vhost":"{{{Server.Streams.FindVhostId(Live.Vhost)}}}","stream":"{{{Server.Streams.Find(Live)!.Id}}}","ip":"127.0.0.1","pageUrl":"","swfUrl":"","tcUrl":"http://127.0.0.1/live","url":"/live/livestream","name":"livestream.flv","type":"flv-play","publish":false,"alive":15.46,"send_bytes":1206033,"recv_bytes":161,"kbps":{"recv_30s":1,"send_30s":1000,"recv_10s":2,"send_10s":2000,"recv_1s":0,"send_1s":3000},"dropped_frames":4,"jumps":2}""";
}
