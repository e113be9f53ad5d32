using System.Net;
using System.Net.Sockets;
using System.Text;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Hostile;

/// <summary>Paths that would mean something else to a file system or a browser.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileHttpTests
{
    [Theory]
    [InlineData("/live/...flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/%2e%2e.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/..%2f..%2fetc%2fpasswd.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/%252e%252e%252fx.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/%5c..%5cx.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/C%3ax.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/con.flv", HttpStatusCode.Forbidden)]
    [InlineData("/nul/x.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/%EF%BC%8E%EF%BC%8E.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/a%E2%88%95b.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/a%01b.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/a%0ab.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live//x.flv", HttpStatusCode.Forbidden)]
    [InlineData("/live/a%00b.flv", HttpStatusCode.BadRequest)]
    [InlineData("/live/%FF%FEx.flv", HttpStatusCode.Forbidden)]
    [InlineData("/../../etc/passwd.flv", HttpStatusCode.NotFound)]
    [InlineData("/live/<script>.flv", HttpStatusCode.NotFound)]
    [InlineData("/.flv", HttpStatusCode.NotFound)]
    [InlineData("/live/.flv", HttpStatusCode.NotFound)]
    [InlineData("/x.flv?vhost=../..", HttpStatusCode.NotFound)]
    public async Task Path_Dangerous_IsRefused(string path, HttpStatusCode status)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=1ms");

        var answer = await GetAsync(server.HttpPort, path);

        Assert.StartsWith($"HTTP/1.1 {(int)status} ", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("text/html", answer, StringComparison.OrdinalIgnoreCase);
        Assert.All(server.Log.Lines, static line => Assert.DoesNotContain(line.Text, char.IsControl));
        if (status == HttpStatusCode.Forbidden)
        {
            await server.Log.WaitForAsync("was refused, code 2055");
        }
    }

    [Fact]
    public async Task Path_Endless_IsRefused()
    {
        await using var server = await SrsTestServer.StartAsync();

        Assert.StartsWith("HTTP/1.1 403 ", await GetAsync(server.HttpPort, $"/live/{new string('x', 4000)}.flv"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await GetAsync(server.HttpPort, $"/live/{new string('x', 40_000)}.flv"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_Text_IsNeverHtml()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=1ms");

        var answer = await GetAsync(server.HttpPort, "/live/%3Cimg%20onerror=alert(1)%3E.flv");

        Assert.Contains("Content-Type: text/plain", answer, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", answer, StringComparison.Ordinal);
    }

    /// <summary>The answer as it came; no client library puts the path right before it is sent.</summary>
    private static async Task<string> GetAsync(int port, string path)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
    }
}
