using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Web.Hosting;
using Srs.Web.Hosting.Tls;

namespace Srs.Tests.Web.Hosting.Tls;

/// <summary>RTMPS, HTTPS and HTTP/2 over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class TlsTests
{
    private const string SelfSigned = "Srs:Tls:SelfSigned=true";

    private const string Path = "/live/livestream.flv";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Flv_ByHttps_IsWholeAndEndsInGoodOrder(int httpVersion)
    {
        await using var server = await SrsTestServer.StartAsync(SelfSigned, "Srs:DefaultVhost:Publish:Grace=100ms");
        var publisher = await PublishAsync(server, 30);
        await using var player = await FlvTestClient.GetTlsAsync(server.HttpsPort, Path, httpVersion);
        await player.ReadFrameAsync(29);

        Assert.Equal((HttpStatusCode.OK, httpVersion), (player.Response.StatusCode, player.Response.Version.Major));
        Assert.False(player.Response.Headers.Contains("Alt-Svc"));
        Assert.Equal(Enumerable.Range(25, 5), player.VideoNumbers);
        var session = server.Sessions.Sessions.Select(static s => s.Describe()).Single(static s => s is { IsPublisher: false });
        Assert.Equal("https://127.0.0.1/live", session!.TcUrl);
        Assert.StartsWith("rtmps://127.0.0.1:", server.Sessions.Sessions.Select(static s => s.Describe()).Single(static s => s!.IsPublisher)!.TcUrl, StringComparison.Ordinal);

        await publisher.DisposeAsync();
        Assert.True(await player.ReadToEndAsync());
        await server.Log.WaitForAsync("ended: PublisherGone");
    }

    [Fact]
    public async Task Http2_OneViewerIsKicked_OthersOnItsConnectionGoOn()
    {
        await using var server = await SrsTestServer.StartAsync(SelfSigned);
        await using var publisher = await PublishAsync(server, 5);
        using var http = NewClient();
        await using var first = await FlvTestClient.GetTlsAsync(server.HttpsPort, Path, http: http);
        await first.ReadFrameAsync(4);
        var firstSession = server.Sessions.Sessions.Single(static s => s.Describe()?.IsPublisher == false);
        await using var second = await FlvTestClient.GetTlsAsync(server.HttpsPort, Path, http: http);
        await second.ReadFrameAsync(4);

        firstSession.End(SessionEndReason.Kicked);

        Assert.False(await first.ReadToEndAsync());
        await publisher.SendVideoAsync(TestMedia.InterFrame(5), 200);
        await second.ReadFrameAsync(5);
        Assert.Equal(2, server.Get<ConnectionLimit>().Count);
    }

    [Fact]
    public async Task Http2_OneViewerNeverReads_OnlyItIsEnded()
    {
        await using var server = await SrsTestServer.StartAsync(SelfSigned, "Srs:DefaultVhost:Play:StallTimeout=4s");
        await using var publisher = await PublishAsync(server, 1);
        using var http = NewClient();
        await using var good = await FlvTestClient.GetTlsAsync(server.HttpsPort, Path, http: http);
        await using var bad = await FlvTestClient.GetTlsAsync(server.HttpsPort, Path, http: http);
        await good.ReadFrameAsync(0);

        for (var i = 1; !server.Log.Contains("ended: SlowConsumer"); i++)
        {
            await publisher.SendVideoAsync(TestMedia.BigFrame(i, 50_000), (uint)i * 40);
            await good.ReadFrameAsync(i);
            good.Forget(tag => tag.Timestamp < i * 40);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.False(await bad.ReadToEndAsync());
        await publisher.SendVideoAsync(TestMedia.InterFrame(-5), 1_000_000);
        await good.ReadFrameAsync(-5);
        Assert.Equal(2, server.Get<ConnectionLimit>().Count);
    }

    [Fact]
    public async Task Api_OnBothHttpsPorts_AnswersByHttp2()
    {
        await using var server = await SrsTestServer.StartAsync(SelfSigned);
        using var http = NewClient();
        foreach (var port in new[] { server.HttpsPort, server.HttpsApiPort })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"https://localhost:{port}/api/v1/versions"))
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Certificate_Swapped_IsForNewConnectionsOnly()
    {
        using var files = new TestCertificates();
        Write(files, TestCertificates.SelfSigned());
        await using var server = await SrsTestServer.StartAsync($"Srs:Tls:Cert={files["cert.pem"]}", $"Srs:Tls:Key={files["key.pem"]}");
        await using var stream = await GoodStream.StartAsync(server, tls: true);
        var before = await ThumbprintAsync(server.RtmpsPort);

        Write(files, TestCertificates.SelfSigned());
        server.Get<TlsCertificates>().Refresh();
        Assert.Equal(before, await ThumbprintAsync(server.RtmpsPort));
        server.Get<TlsCertificates>().Refresh();

        var after = await ThumbprintAsync(server.RtmpsPort);
        Assert.NotEqual(before, after);
        Assert.Equal(after, await ThumbprintAsync(server.HttpsPort));
        Assert.Equal(after, await ThumbprintAsync(server.HttpsApiPort));
        await stream.AssertUnharmedAsync();
        Assert.Single(server.Log.Lines, static line => line.EventId == 4012);
    }

    [Fact]
    public async Task Handshake_Protocols_AreTls12And13AndAlpnOnlyForHttp()
    {
        await using var server = await SrsTestServer.StartAsync(SelfSigned);

        Assert.Equal("http/1.1", (await ConnectAsync(server.HttpsPort, "http/1.1")).Alpn);
        Assert.Equal("h2", (await ConnectAsync(server.HttpsPort, "http/1.1", "h2")).Alpn);
        Assert.Equal("", (await ConnectAsync(server.RtmpsPort, "http/1.1", "h2")).Alpn);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("OPTIONS /x HTTP/1.1\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    public async Task HttpsPort_PlainHttp_SaysWhatItSpeaks(string request)
    {
        await using var server = await SrsTestServer.StartAsync(SelfSigned);
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.HttpsPort, TestContext.Current.CancellationToken);
        await using var stream = client.GetStream();

        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);

        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WithinLimitAsync();
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("This port speaks HTTPS; ask again with https:// in place of http://.\n", answer, StringComparison.Ordinal);
        await Wait.UntilAsync(() => server.Get<ConnectionLimit>().Count == 0, "the connection to go");
    }

    [Fact]
    public async Task Start_NoCertificate_NoTls()
    {
        await using var server = await SrsTestServer.StartAsync();

        var listeners = server.Get<ListenTransport>().Current;

        Assert.Empty(listeners.Rtmps.Concat(listeners.HttpsServer).Concat(listeners.HttpsApi));
    }

    private static HttpClient NewClient() => new(new SocketsHttpHandler { SslOptions = FlvTestClient.AnyCertificate });

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, int frames)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpsPort, tls: true);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(frames);
        return publisher;
    }

    private static void Write(TestCertificates files, (string Cert, string Key) pem)
    {
        files.Write("cert.pem", pem.Cert);
        files.Write("key.pem", pem.Key);
    }

    private static async Task<string> ThumbprintAsync(int port) => (await ConnectAsync(port)).Thumbprint;

    private static async Task<(string Thumbprint, string Alpn)> ConnectAsync(int port, params string[] protocols)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = protocols.Length == 0 ? null : [.. protocols.Select(static name => new SslApplicationProtocol(name))],
        };
        await stream.AuthenticateAsClientAsync(options, TestContext.Current.CancellationToken).WithinLimitAsync();
        return (stream.RemoteCertificate!.GetCertHashString(), stream.NegotiatedApplicationProtocol.ToString());
    }
}
