using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Srs.Tests.TestSupport;
using Srs.Web.Hosting;

namespace Srs.Tests.Web.Reload;

/// <summary>Ports that come, go and change while the server runs, with a stream on them that must not notice.</summary>
[Trait("Category", "Loopback")]
public sealed class ReloadListenersTests
{
    private const string Route = "/api/v1/config";

    [Fact]
    public async Task Patch_AnotherRtmpPort_IsOpenAndTheStreamGoesOn()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        await using var stream = await GoodStream.StartAsync(fixture.Server);
        var (before, now) = (fixture.Server.RtmpPort, LoopbackPort.Free());

        var answer = await PatchAsync(fixture, $$$"""{"Rtmp":{"Listen":"127.0.0.1:{{{now}}}"}}""");

        Assert.Equal(0, answer.GetProperty("needs_restart").GetArrayLength());
        Assert.Equal(now, fixture.Server.RtmpPort);
        Assert.True(LoopbackPort.IsRefused(before));
        await using var player = await RtmpTestClient.ConnectAsync(now);
        await player.PlayAsync("good");
        await player.ReadUntilAsync(static message => message.Type == Media.Protocols.Rtmp.Wire.RtmpMessageType.Video);
        await stream.AssertUnharmedAsync();
        Assert.Single(fixture.Server.Log.Lines, static line => line.EventId == 4037);
    }

    [Fact]
    public async Task Patch_OneMorePort_BothAreOpenUntilItIsRemoved()
    {
        var (first, second) = (LoopbackPort.Free(), LoopbackPort.Free());
        await using var fixture = await ReloadFixture.StartAsync();
        await PatchAsync(fixture, $$$"""{"HttpServer":{"Listen":"127.0.0.1:{{{first}}}"}}""");

        await PatchAsync(fixture, $$$"""{"HttpServer":{"Listen":"127.0.0.1:{{{first}}} 127.0.0.1:{{{second}}}"}}""");

        Assert.Equal("ok", await GetAsync(first, "/healthz"));
        Assert.Equal("ok", await GetAsync(second, "/healthz"));
        await PatchAsync(fixture, $$$"""{"HttpServer":{"Listen":"127.0.0.1:{{{second}}}"}}""");
        Assert.True(LoopbackPort.IsRefused(first));
        Assert.Equal("ok", await GetAsync(second, "/healthz"));
        await fixture.SendAsync(HttpMethod.Post, Route + "/rollback");
        Assert.Equal("ok", await GetAsync(first, "/healthz"));
    }

    [Fact]
    public async Task Patch_TakenPort_ChangesNothingAtAll()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        var before = fixture.Running.Current;
        var (rtmp, api, free) = (fixture.Server.RtmpPort, fixture.Server.ApiPort, LoopbackPort.Free());
        var (taken, owner) = LoopbackPort.Taken();
        using (owner)
        {
            var (status, answer) = await fixture.SendAsync(
                HttpMethod.Patch, Route + "?persist=true", $$$"""{"Rtmp":{"ChunkSize":4096,"Listen":"127.0.0.1:{{{free}}} 192.0.2.1:{{{free}}}"},"HttpApi":{"Listen":"127.0.0.1:{{{taken}}}"}}""");

            Assert.Equal(422, status);
            Assert.Equal(
                [
                    $"Srs:Rtmp:Listen has 192.0.2.1:{free} for RTMP, but that is not an address of this machine; set another one.",
                    $"Srs:HttpApi:Listen has 127.0.0.1:{taken} for HTTP API, but that is taken by another program; free it, or set another one.",
                ],
                answer.GetProperty("errors").EnumerateArray().Select(static error => error.GetString()));
        }

        Assert.Same(before, fixture.Running.Current);
        Assert.False(File.Exists(fixture.PersistFile));
        Assert.Equal((rtmp, api), (fixture.Server.RtmpPort, fixture.Server.ApiPort));
        Assert.True(LoopbackPort.IsRefused(free));
        Assert.False(LoopbackPort.IsRefused(rtmp));
        await PatchAsync(fixture, $$$"""{"HttpApi":{"Listen":"127.0.0.1:{{{taken}}}"}}""");
        Assert.Equal("ok", await GetAsync(taken, "/healthz"));
    }

    [Fact]
    public async Task Patch_TwoPortsSwapped_EachSpeaksTheOtherProtocol()
    {
        var (a, b) = (LoopbackPort.Free(), LoopbackPort.Free());
        await using var fixture = await ReloadFixture.StartAsync();
        await PatchAsync(fixture, Ports(rtmp: a, http: b));
        await using var stream = await GoodStream.StartAsync(fixture.Server);

        await PatchAsync(fixture, Ports(rtmp: b, http: a));

        Assert.Equal("ok", await GetAsync(a, "/healthz"));
        await using var player = await RtmpTestClient.ConnectAsync(b);
        await player.PlayAsync("good");
        await stream.AssertUnharmedAsync();

        static string Ports(int rtmp, int http) => $$$"""{"Rtmp":{"Listen":"127.0.0.1:{{{rtmp}}}"},"HttpServer":{"Listen":"127.0.0.1:{{{http}}}"}}""";
    }

    [Fact]
    public async Task Patch_AllAddressesInPlaceOfOneAndBack_KeepsThePort()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has both sockets at once.");
        var port = LoopbackPort.Free();
        await using var fixture = await ReloadFixture.StartAsync();
        await PatchAsync(fixture, $$$"""{"HttpServer":{"Listen":"127.0.0.1:{{{port}}}"}}""");

        await PatchAsync(fixture, $$$"""{"HttpServer":{"Listen":"{{{port}}}"}}""");
        Assert.Equal("ok", await GetAsync(port, "/healthz", host: "127.0.0.2"));
        await PatchAsync(fixture, $$$"""{"HttpServer":{"Listen":"127.0.0.1:{{{port}}}"}}""");

        Assert.Equal("ok", await GetAsync(port, "/healthz"));
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(port, "/healthz", host: "127.0.0.2"));
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Assert.Throws<SocketException>(() =>
        {
            other.Bind(new IPEndPoint(IPAddress.Loopback, port));
            other.Listen();
        });
    }

    [Fact]
    public async Task Patch_Certificates_OpenSwapAndCloseThePortsByTls()
    {
        using var files = new TestCertificates();
        var (first, second) = (Write(files, "a"), Write(files, "b"));
        await using var fixture = await ReloadFixture.StartAsync("", "Srs:HttpServer:Https:Enabled=true", "Srs:HttpServer:Https:Cert=", "Srs:HttpServer:Https:Key=", "Srs:Rtmps:Enabled=true", "Srs:Rtmps:Cert=", "Srs:Rtmps:Key=");
        Assert.Empty(fixture.Server.Get<ListenTransport>().Current.Rtmps);

        await PatchAsync(fixture, Tls(first));
        await using var stream = await GoodStream.StartAsync(fixture.Server, tls: true);
        var (rtmps, https) = (fixture.Server.RtmpsPort, fixture.Server.HttpsPort);
        var before = await ThumbprintAsync(rtmps);
        await PatchAsync(fixture, Tls(second));

        Assert.Equal((rtmps, https), (fixture.Server.RtmpsPort, fixture.Server.HttpsPort));
        var after = await ThumbprintAsync(rtmps);
        Assert.NotEqual(before, after);
        Assert.Equal(after, await ThumbprintAsync(https));
        await PatchAsync(fixture, """{"Tls":{"Cert":""}}""");
        Assert.True(LoopbackPort.IsRefused(rtmps) && LoopbackPort.IsRefused(https));
        await stream.AssertUnharmedAsync();

        static string Tls(string file) => $$$"""{"Tls":{"Cert":{{{JsonSerializer.Serialize(file)}}}}}""";

        static string Write(TestCertificates files, string name)
        {
            var (cert, key) = TestCertificates.SelfSigned();
            return files.Write(name, $"{cert}\n{key}\n");
        }
    }

    [Fact]
    public async Task Reload_ApiSwitchedOff_ItsPortAndRoutesGo()
    {
        await using var fixture = await ReloadFixture.StartAsync();
        var (api, http) = (fixture.Server.ApiPort, fixture.Server.HttpPort);

        await PatchAsync(fixture, """{"HttpApi":{"Enabled":false}}""");

        Assert.True(LoopbackPort.IsRefused(api));
        using (var client = new HttpClient())
        {
            using var hidden = await client.GetAsync(new Uri($"http://127.0.0.1:{http}/api/v1/streams/"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        }

        Assert.Contains("\"major\":7", await GetAsync(http, "/api/v1/versions"), StringComparison.Ordinal);
        await fixture.Reloader.RollbackAsync(null, "", persists: false);
        Assert.Contains("\"streams\":", await GetAsync(fixture.Server.ApiPort, "/api/v1/streams/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_FlvCaster_ComesChangesAndGoes()
    {
        await using var fixture = await ReloadFixture.StartAsync();

        await PatchAsync(fixture, """{"StreamCasters":{"x":{"Caster":"flv","Listen":"127.0.0.1:0","Output":"rtmp://127.0.0.1/one/[stream]"}}}""");
        var port = fixture.Server.CasterPort;
        await using var first = await RawHttp.PostAsync(port, "/live/s.flv");
        await Wait.UntilAsync(() => fixture.Server.Describe("s", "one")?.PublisherId is not null, "the first publisher");
        await PatchAsync(fixture, """{"StreamCasters":{"x":{"Output":"rtmp://127.0.0.1/two/[stream]"}}}""");
        Assert.Equal(port, fixture.Server.CasterPort);
        await using var second = await RawHttp.PostAsync(port, "/live/s.flv");
        await Wait.UntilAsync(() => fixture.Server.Describe("s", "two")?.PublisherId is not null, "the second publisher");
        await PatchAsync(fixture, """{"StreamCasters":{"x":null}}""");

        Assert.True(LoopbackPort.IsRefused(port));
        Assert.NotNull(fixture.Server.Describe("s", "one")?.PublisherId);
    }

    [Fact]
    public async Task CloseListeners_AfterChanges_GivesAllPortsBackForGood()
    {
        var (port, later) = (LoopbackPort.Free(), LoopbackPort.Free());
        await using var fixture = await ReloadFixture.StartAsync();
        await PatchAsync(fixture, $$$"""{"Rtmp":{"Listen":"127.0.0.1:{{{port}}}"}}""");
        var (http, api) = (fixture.Server.HttpPort, fixture.Server.ApiPort);

        fixture.Server.Get<ListenTransport>().CloseListeners();
        await PatchAsync(fixture, $$$"""{"Rtmp":{"Listen":"127.0.0.1:{{{later}}}"}}""");

        Assert.All(new[] { port, later, http, api }, static p => Assert.True(LoopbackPort.IsRefused(p)));
    }

    private static async Task<JsonElement> PatchAsync(ReloadFixture fixture, string body)
    {
        var (status, answer) = await fixture.SendAsync(HttpMethod.Patch, Route, body);
        Assert.True(status == 200, answer.GetRawText());
        return answer;
    }

    private static async Task<string> GetAsync(int port, string path, string host = "127.0.0.1")
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri($"http://{host}:{port}{path}"), TestContext.Current.CancellationToken).WithinLimitAsync();
    }

    private static async Task<string> ThumbprintAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken).WithinLimitAsync();
        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }
}
