using System.Net;

namespace Srs.Tests.Web.Api;

public sealed class ApiGateTests : ApiServerTests
{
    [Fact]
    public async Task Answer_Always_HasSrsHeaders()
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/api/v1/versions");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.NotNull(response.Content.Headers.ContentLength);
        Assert.Equal("SRS/7.0.18(Srs)", Assert.Single(response.Headers.GetValues("Server")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("GET", "/api/v1/versions", 200)]
    [InlineData("OPTIONS", "/api/v1/versions", 200)]
    [InlineData("OPTIONS", "/api/v1/clients/8p398922", 200)]
    [InlineData("OPTIONS", "/api/v1/unknown", 200)]
    [InlineData("GET", "/api/v1/unknown", 404)]
    [InlineData("PUT", "/api/v1/versions", 403)]
    public async Task Answer_WithOrigin_LetsEveryPageRead(string method, string path, int status)
    {
        using var response = await Server.SendAsync(new HttpMethod(method), path, ("Origin", "https://page.example"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("*", Header("Access-Control-Allow-Origin"));
        Assert.Equal("*", Header("Access-Control-Allow-Headers"));
        Assert.Equal("*", Header("Access-Control-Allow-Methods"));
        Assert.Equal("*", Header("Access-Control-Expose-Headers"));
        Assert.Equal("false", Header("Access-Control-Allow-Credentials"));
        Assert.Equal("true", Header("Access-Control-Request-Private-Network"));

        string Header(string name) => Assert.Single(response.Headers.GetValues(name));
    }

    [Theory]
    [InlineData("POST", "/api/v1/versions", 405)]
    [InlineData("DELETE", "/api/v1/streams/", 405)]
    [InlineData("DELETE", "/api/v1/streams/vid-0000000", 405)]
    [InlineData("PUT", "/api/v1/clients/8p398922", 405)]
    [InlineData("POST", "/api/v1/clients", 405)]
    [InlineData("POST", "/api/", 405)]
    [InlineData("GET", "/api/v1/nothing", 404)]
    [InlineData("DELETE", "/api/v2/clients/1", 404)]
    [InlineData("GET", "/api/v1/streams/a/b", 404)]
    public async Task Request_NobodyHandles_IsRefused(string method, string path, int status)
    {
        using var response = await Server.SendAsync(new HttpMethod(method), path);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 405 ? "Method Not Allowed" : "Not Found", text);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("f")]
    [InlineData("jQuery.cb_1-2")]
    public async Task Jsonp_GoodName_WrapsTheAnswer(string callback)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/api/v1/versions?callback=" + callback);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal("text/javascript", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith(callback + "(" + Server.Envelope, text, StringComparison.Ordinal);
        Assert.EndsWith("}})", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jsonp_Failure_IsWrappedToo()
    {
        Assert.Equal("f({\"code\":2048})", await Server.GetAsync("/api/v1/streams/none?callback=f"));
    }

    [Theory]
    [InlineData("alert(1)//")]
    [InlineData("<script>")]
    [InlineData("f;g")]
    [InlineData("f g")]
    [InlineData("f%0Ag")]
    [InlineData("f%00")]
    [InlineData("f[0]")]
    [InlineData("ф")]
    [InlineData("f\u2028")]
    public async Task Jsonp_HostileName_Is4058AsJson(string callback)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, "/api/v1/versions?callback=" + callback);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("""{"code":4058}""", text);
    }

    [Fact]
    public async Task Jsonp_EmptyName_IsNone()
    {
        Assert.StartsWith("{", await Server.GetAsync("/api/v1/versions?callback="), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jsonp_HostileNameOnDelete_ChangesNothing()
    {
        var session = await Server.PlayAsync(Live);

        using var response = await Server.SendAsync(HttpMethod.Delete, "/api/v1/clients/8p398922?callback=a(");

        Assert.Empty(session.Ends);
    }
}
