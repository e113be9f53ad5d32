using System.Net;
using System.Text;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Api;

public sealed class ReconnectEndpointTests : ApiServerTests
{
    private const string Path = "/api/v1/clients/8p398922/reconnect";

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("{}", null, null)]
    [InlineData("""{"tcUrl":"rtmp://192.0.2.9:1935/live"}""", "rtmp://192.0.2.9:1935/live", null)]
    [InlineData("""{"tcUrl":"rtmps://other.example/live?vhost=a","description":"Update."}""", "rtmps://other.example/live?vhost=a", "Update.")]
    [InlineData("""{"tcUrl":"//192.0.2.9/live"}""", "//192.0.2.9/live", null)]
    [InlineData("""{"tcUrl":"/live2","later":1}""", "/live2", null)]
    public async Task Reconnect_Capable_IsAsked(string? body, string? tcUrl, string? description)
    {
        var session = await PlayAsync(canReconnect: true);

        var (status, text) = await PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(Server.Envelope + "}", text);
        Assert.Equal([(tcUrl, description)], session.Reconnects);
        Assert.Empty(session.Ends);
    }

    [Fact]
    public async Task Reconnect_UnknownId_Is2049()
    {
        var (status, text) = await PostAsync("/api/v1/clients/00000000/reconnect", null);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.StartsWith("{\"code\":2049,", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconnect_ClientThatCannot_IsToldSo()
    {
        await PlayAsync(canReconnect: false);

        var (status, text) = await PostAsync(Path, null);

        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.StartsWith("{\"code\":2997,\"desc\":\"This client did not announce", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"tcUrl":1}""")]
    [InlineData("""{"tcUrl":""}""")]
    [InlineData("""{"tcUrl":"http://192.0.2.9/live"}""")]
    [InlineData("""{"tcUrl":"javascript:alert(1)"}""")]
    [InlineData("""{"tcUrl":"rtmp://192.0.2.9/li\nve"}""")]
    [InlineData("long url")]
    [InlineData("long body")]
    [InlineData("long description")]
    public async Task Reconnect_BadBody_IsRefusedWithAReason(string body)
    {
        var session = await PlayAsync(canReconnect: true);
        body = body switch
        {
            "long url" => $$"""{"tcUrl":"rtmp://a/{{new string('x', 3000)}}"}""",
            "long body" => $$"""{"description":"{{new string('x', 9000)}}"}""",
            "long description" => $$"""{"description":"{{new string('x', 2049)}}"}""",
            _ => body,
        };

        var (status, text) = await PostAsync(Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("{\"code\":3063,\"desc\":\"", text, StringComparison.Ordinal);
        Assert.Empty(session.Reconnects);
    }

    [Fact]
    public async Task Reconnect_FromForeignPage_IsRefused()
    {
        var session = await PlayAsync(canReconnect: true);

        using var response = await Server.SendAsync(HttpMethod.Post, Path, ("Sec-Fetch-Site", "cross-site"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(session.Reconnects);
    }

    [Fact]
    public async Task Reconnect_OtherMethod_IsNotAllowed()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, Path);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private async Task<FakeSession> PlayAsync(bool canReconnect)
    {
        var session = await Server.PlayAsync(Live);
        session.CanReconnect = canReconnect;
        return session;
    }

    private async Task<(HttpStatusCode Status, string Text)> PostAsync(string path, string? body)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Server.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
