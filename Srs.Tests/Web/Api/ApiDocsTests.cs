using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Srs.Tests.Web.Api;

public sealed class ApiDocsTests : ApiServerTests
{
    private static readonly string[] OtherRoots = ["/healthz", "/readyz", "/metrics"];

    [Fact]
    public async Task Document_ListsEveryMappedRoute()
    {
        var mapped = Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(static endpoint => (Path: endpoint.RoutePattern.RawText!, Methods: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? []))
            .Where(static route => route.Path.StartsWith("/api", StringComparison.Ordinal) || OtherRoots.Contains(route.Path))
            .SelectMany(static route => route.Methods.Where(static m => m != "HEAD").Select(method => $"{method} {route.Path}"))
            .Order(StringComparer.Ordinal);

        using var document = JsonDocument.Parse(await Server.GetAsync("/swagger/v1/swagger.json"));

        var described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Select(o => $"{o.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(mapped, described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Document_DescribesEveryOperationAndField()
    {
        using var document = JsonDocument.Parse(await Server.GetAsync("/swagger/v1/swagger.json"));

        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.True(operation.Value.TryGetProperty("summary", out _), $"{operation.Name} {path.Name} has no summary.");
                var content = operation.Value.GetProperty("responses").GetProperty("200").GetProperty("content");
                Assert.True(content.EnumerateObject().Single().Value.TryGetProperty("schema", out _), path.Name);
            }
        }

        foreach (var schema in document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            Assert.True(schema.Value.TryGetProperty("description", out _), $"{schema.Name} has no description.");
            foreach (var field in schema.Value.GetProperty("properties").EnumerateObject())
            {
                var isDescribed = field.Value.TryGetProperty("description", out _) || field.Value.TryGetProperty("$ref", out _);
                Assert.True(isDescribed, $"{schema.Name}.{field.Name} has no description.");
            }
        }
    }

    [Fact]
    public async Task Document_NamesFieldsAsTheApiWritesThem()
    {
        using var document = JsonDocument.Parse(await Server.GetAsync("/swagger/v1/swagger.json"));

        var stream = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("ApiStream").GetProperty("properties");
        Assert.Equal(
            ["id", "name", "vhost", "app", "tcUrl", "url", "live_ms", "clients", "frames", "audio_frames", "video_frames", "send_bytes",
                "recv_bytes", "kbps", "publish", "video", "audio", "uptime_ms", "fps", "gop_ms", "dropped_frames", "jumps", "tracks", "hls"],
            stream.EnumerateObject().Select(static field => field.Name));
        Assert.Equal("livestream", stream.GetProperty("name").GetProperty("example").GetString());
        Assert.Equal("number", stream.GetProperty("fps").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Document_Page_TakesNumbers()
    {
        using var document = JsonDocument.Parse(await Server.GetAsync("/swagger/v1/swagger.json"));

        var parameters = document.RootElement.GetProperty("paths").GetProperty("/api/v1/streams/").GetProperty("get").GetProperty("parameters");
        Assert.Equal(["start", "count"], parameters.EnumerateArray().Select(static p => p.GetProperty("name").GetString()));
        Assert.All(parameters.EnumerateArray(), static p => Assert.Equal("integer", p.GetProperty("schema").GetProperty("type").GetString()));
    }

    [Fact]
    public async Task Page_NeedsNothingFromElsewhere()
    {
        var html = await Server.GetAsync("/swagger/index.html");
        var script = await Server.GetAsync("/swagger/index.js");

        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("validator.swagger.io", script, StringComparison.Ordinal);
        Assert.Contains("v1/swagger.json", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/swagger")]
    [InlineData("/swagger/")]
    public async Task Page_ShortAddress_LeadsThere(string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, path);

        Assert.True((int)response.StatusCode is 200 or 301 or 302, response.StatusCode.ToString());
    }
}
