using System.Net;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Hosting;

/// <summary>Parts of the server that settings switch off, as SRS's defaults do.</summary>
[Trait("Category", "Loopback")]
public sealed class SwitchedOffTests
{
    [Fact]
    public async Task Api_SwitchedOff_OnlyTheVersionIsThere()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:HttpApi:Enabled=false", "Srs:Exporter:Enabled=false");

        Assert.Empty(server.Get<Srs.Web.Hosting.ListenTransport>().Current.HttpApi);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server.HttpPort, "/api/v1/versions"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server.HttpPort, "/readyz"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(server.HttpPort, "/api/v1/streams/"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(server.HttpPort, "/api/v1/clients/"));
        Assert.Equal(HttpStatusCode.NotFound, await GetAsync(server.HttpPort, "/metrics"));
    }

    [Fact]
    public async Task Exporter_PortOfItsOwn_HasMetrics()
    {
        var port = LoopbackPort.Free();
        await using var server = await SrsTestServer.StartAsync($"Srs:Exporter:Listen=127.0.0.1:{port}");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(port, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server.HttpPort, "/metrics"));
    }

    [Fact]
    public async Task HttpServer_SwitchedOff_TheApiHasItsPort()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:HttpServer:Enabled=false", "Srs:Tls:SelfSigned=true");

        Assert.Empty(server.Get<Srs.Web.Hosting.ListenTransport>().Current.HttpServer);
        Assert.Empty(server.Get<Srs.Web.Hosting.ListenTransport>().Current.HttpsServer);
        Assert.Equal(HttpStatusCode.OK, await GetAsync(server.ApiPort, "/api/v1/streams/"));
    }

    [Fact]
    public async Task Server_ConfiguredId_IsTold()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:ServerId=vid-mine");
        using var client = new HttpClient();

        var versions = await client.GetStringAsync(new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/versions"), TestContext.Current.CancellationToken);

        Assert.Contains("\"server\":\"vid-mine\"", versions, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> GetAsync(int port, string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}{path}"), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
