using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Srs.Tests.TestSupport;
using Srs.Web.Api;

namespace Srs.Tests.Web.Api;

/// <summary>The table of roles against the routes that the server really has, and against real requests to each.</summary>
public sealed class ApiAuthorizationTests
{
    private static readonly string[] Protected =
    [
        "Srs:HttpApi:Auth:Enabled=true", "Srs:HttpApi:Auth:Username=boss", "Srs:HttpApi:Auth:Password=the-password-of-boss",
        "Srs:HttpApi:Keys:watcher:Key=watcher-key-0123456789", "Srs:HttpApi:Keys:worker:Key=worker-key-0123456789", "Srs:HttpApi:Keys:worker:Role=operate",
        "Srs:HttpApi:Keys:chief:Key=sha256:2c5b120d53ba40b854b6165b37f3839397748d49205d47e7b1c778de0c995435", "Srs:HttpApi:Keys:chief:Role=admin",
    ];

    [Fact]
    public async Task Routes_AreThoseOfTheTable()
    {
        await using var server = await SrsTestServer.StartAsync();

        Assert.Equal(ApiAuthorization.Routes.Keys.Order(StringComparer.Ordinal), Rows(server).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Routes_OfTheApi_NeedARole()
    {
        Assert.All(ApiAuthorization.Routes, static row => Assert.Equal(row.Key.Contains(" /api/", StringComparison.Ordinal), row.Value > ApiRole.None));
    }

    [Fact]
    public async Task Request_ToEveryRouteOfTheApi_NeedsItsRole()
    {
        await using var server = await SrsTestServer.StartAsync(Protected);
        using var http = Client(server);
        foreach (var row in Rows(server).Where(static row => row.Contains(" /api/", StringComparison.Ordinal)))
        {
            var (method, path) = (row.Split(' ')[0], row.Split(' ')[1].Replace("{id}", "unknown1", StringComparison.Ordinal).Replace("{**path}", "none", StringComparison.Ordinal));
            var needed = ApiAuthorization.Routes[row];
            method = method == "*" ? "LOCK" : method;

            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, method, path));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, method, path, "Bearer wrong-key-0123456789"));
            Assert.Equal(needed > ApiRole.Read, await StatusAsync(http, method, path, "Bearer watcher-key-0123456789") == HttpStatusCode.Forbidden);
            Assert.Equal(needed > ApiRole.Operate, await StatusAsync(http, method, path, "Bearer worker-key-0123456789") == HttpStatusCode.Forbidden);
            Assert.DoesNotContain(
                await StatusAsync(http, method, path, Basic("boss", "the-password-of-boss")), new[] { HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized });
        }
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/console/")]
    [InlineData("/swagger/v1/swagger.json")]
    public async Task Request_BesidesTheApi_NeedsNothing(string path)
    {
        await using var server = await SrsTestServer.StartAsync(Protected);
        using var http = Client(server);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", path));
    }

    [Theory]
    [InlineData("/rtc/v1/whip/")]
    [InlineData("/rtc/v1/whep/")]
    [InlineData("/rtc/v1/publish/")]
    public async Task Request_OfWebRtc_IsUpToTheRulesOfStreams(string path)
    {
        await using var server = await SrsTestServer.StartAsync(Protected);
        using var http = Client(server);

        Assert.NotEqual(HttpStatusCode.Unauthorized, await StatusAsync(http, "POST", path));
        Assert.NotEqual(HttpStatusCode.Forbidden, await StatusAsync(http, "POST", path, null, ("X-Forwarded-For", "127.0.0.1")));
    }

    [Fact]
    public async Task Request_EveryWayToShowACredential_Works()
    {
        await using var server = await SrsTestServer.StartAsync(Protected);
        using var http = Client(server);
        const string Path = "/api/v1/versions";

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", Path, "bearer watcher-key-0123456789"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", Path, Basic("watcher", "watcher-key-0123456789")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", Path, null, ("X-Api-Key", "worker-key-0123456789")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, "DELETE", "/api/v1/revocations/unknown1", "Bearer chief-key-0123456789"));
        foreach (var wrong in new[]
        {
            Basic("worker", "watcher-key-0123456789"), Basic("boss", ""), Basic("", ""), Basic("Boss", "the-password-of-boss"), "Basic", "Basic !!!", "Basic Ym9zcw==",
            "Bearer", "Bearer ", "Bearer the-password-of-boss", "Digest watcher-key-0123456789", "Bearer " + new string('x', 5000),
        })
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "GET", Path, wrong));
        }
    }

    [Theory]
    [InlineData(false, "Basic realm=\"api\", charset=\"UTF-8\"")]
    [InlineData(true, "Bearer realm=\"api\"")]
    public async Task Request_WithoutCredential_IsChallenged(bool isScript, string challenge)
    {
        await using var server = await SrsTestServer.StartAsync(Protected);
        using var http = Client(server);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/streams/");
        if (isScript)
        {
            request.Headers.Add("X-Requested-With", "XMLHttpRequest");
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(challenge, Assert.Single(response.Headers.GetValues("WWW-Authenticate")));
        Assert.StartsWith("{\"code\":2015,\"desc\":", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    public async Task Write_NothingIsSetAndAskedThroughAProxy_IsRefused(string header, string value)
    {
        await using var server = await SrsTestServer.StartAsync();
        using var http = Client(server);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "GET", "/api/v1/clients/", null, (header, value)));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, "DELETE", "/api/v1/clients/unknown1", null, (header, value)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, "DELETE", "/api/v1/clients/unknown1"));
    }

    private static IEnumerable<string> Rows(SrsTestServer server) => server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(ApiAuthorization.RowsOf);

    private static HttpClient Client(SrsTestServer server) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri($"http://127.0.0.1:{server.ApiPort}") };

    private static string Basic(string name, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    private static async Task<HttpStatusCode> StatusAsync(
        HttpClient http, string method, string path, string? authorization = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        foreach (var (name, value) in authorization is null ? headers : [.. headers, ("Authorization", authorization)])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
