using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtc;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;
using Srs.Web.Hosting;

namespace Srs.Tests.Web.Hosting;

/// <summary>WebRTC and the machine: libraries that are missing, ports that are shared, media that is plain.</summary>
[Trait("Category", "Loopback")]
public sealed class RtcHostingTests
{
    private const string NoOpenSsl = "OpenSSL 3 is missing: libssl.so.3 cannot be loaded. Install the package libssl3 (Debian, Ubuntu, Alpine) or openssl-libs (Fedora, Red Hat).";
    private const string NoFFmpeg = "FFmpeg is missing: libavcodec cannot be loaded. Install the package ffmpeg.";

    [Fact]
    public async Task OpenSsl_IsMissing_ServerRunsAndSaysWhatToInstall()
    {
        await using var server = await StartAsync(new NativeSupport { FindOpenSslAbsence = static () => NoOpenSsl });

        using var whip = await RtcSignal.PostAsync(server.HttpPort, "whip/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, whip.StatusCode);
        Assert.Equal($"5021: RtcDisabled\nWebRTC is off: {NoOpenSsl}\n", await RtcSignal.ReadAsync(whip));
        using var whep = await RtcSignal.PostAsync(server.HttpPort, "whep/");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, whep.StatusCode);
        var api = await RtcSignal.AskApiAsync(server.HttpPort, "play/", "webrtc://127.0.0.1/live/a");
        Assert.Contains("libssl3", api.GetProperty("desc").GetString(), StringComparison.Ordinal);
        using var delete = await RtcSignal.SendAsync(HttpMethod.Delete, new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/whip/?session=a:b&token=c"));
        Assert.Equal(HttpStatusCode.OK, delete.StatusCode);
        Assert.Equal(("missing", $"WebRTC is off: {NoOpenSsl}"), await FeatureAsync(server, "webrtc"));
        var line = Assert.Single(server.Log.Lines, static line => line.Text.Contains("WebRTC is off", StringComparison.Ordinal));
        Assert.Equal((LogLevel.Warning, 4084), (line.Level, line.EventId));

        // Everything else works.
        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.PublishAsync();
    }

    [Fact]
    public async Task FFmpeg_IsMissing_OnlySoundIsLeftOut()
    {
        await using var server = await StartAsync(new NativeSupport { FindFFmpegAbsence = static () => NoFFmpeg });

        using var whip = await RtcSignal.PostAsync(server.HttpPort, "whip/");
        Assert.Equal(HttpStatusCode.Created, whip.StatusCode);
        Assert.Equal(("on", null), await FeatureAsync(server, "webrtc"));
        Assert.Equal(("missing", NoFFmpeg), await FeatureAsync(server, "webrtc_transcoding"));
        Assert.Single(server.Log.Lines, static line => line.Level == LogLevel.Warning && line.Text.Contains(NoFFmpeg, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WebRtc_IsSwitchedOff_IsNoFault()
    {
        await using var server = await SrsTestServer.StartAsync();

        var (state, reason) = await FeatureAsync(server, "webrtc");

        Assert.Equal("off", state);
        Assert.Contains("RtcServer:Enabled", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Lines, static line => line.Text.Contains("WebRTC is off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TcpPort_IsThatOfHttp_ServesBoth()
    {
        var port = LoopbackPort.Free();
        await using var server = await SrsTestServer.StartAsync(
            [.. RtcTestServer.Settings, $"Srs:HttpServer:Listen=127.0.0.1:{port}", $"Srs:RtcServer:Tcp:Listen=127.0.0.1:{port}", "Srs:RtcServer:Protocol=tcp"]);
        var options = new RtcTestOptions { UsesTcp = true, Query = "&eip=127.0.0.1" };

        await using var publisher = await RtcTestPublisher.PublishAsync(server, options);
        await using var player = await RtcTestPlayer.PlayAsync(server, options);
        await player.WaitForAsync(20);

        Assert.Matches($" tcp [0-9]+ 127\\.0\\.0\\.1 {port} typ host .*tcptype passive", player.Session.Answer);
        player.AssertWhole();

        // HTTP on the same port, its first bytes one by one.
        using var http = new TcpClient { NoDelay = true };
        await http.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        foreach (var c in "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        {
            await http.GetStream().WriteAsync(new[] { (byte)c }, TestContext.Current.CancellationToken);
        }

        using var reader = new StreamReader(http.GetStream());
        Assert.StartsWith("HTTP/1.1 200", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TcpPort_IsSharedAndPeerIsGone_HttpGoesOn()
    {
        var port = LoopbackPort.Free();
        await using var server = await SrsTestServer.StartAsync(
            [.. RtcSignal.On, $"Srs:HttpServer:Listen=127.0.0.1:{port}", $"Srs:RtcServer:Tcp:Listen=127.0.0.1:{port}"]);
        foreach (var first in new byte[][] { [], [0], [0, 28, 0, 1, 0, 8, 0x21, 0x12], [0, 28, 0, 1, 0, 8, 0x21, 0x12, 0xA4, 0x42], [22, 3, 1], [0xFF, 0xFF] })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(first, TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
                throw new EndOfStreamException();
            });
        }

        using var health = await RtcSignal.SendAsync(HttpMethod.Get, new Uri($"http://127.0.0.1:{port}/healthz"));
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Theory]
    [InlineData("&encrypt=false", (int)RtcProtection.Handshake, "Srs:RtcServer:AllowPlain=true")]
    [InlineData("&dtls=false", (int)RtcProtection.None, "Srs:RtcServer:AllowPlain=true")]
    [InlineData("", (int)RtcProtection.Handshake, "Srs:RtcServer:Encrypt=false")]
    [InlineData("&encrypt=true", (int)RtcProtection.Srtp, "Srs:RtcServer:Encrypt=false")]
    public async Task Media_IsAskedForInTheClear_FlowsBothWays(string query, int protection, string setting)
    {
        await using var server = await RtcTestServer.StartAsync(setting);
        var options = new RtcTestOptions { Query = query, Protection = (RtcProtection)protection };

        await using var publisher = await RtcTestPublisher.PublishAsync(server, options);
        await using var player = await RtcTestPlayer.PlayAsync(server, options);
        await using var usual = await RtcTestPlayer.PlayAsync(server, new RtcTestOptions { Query = "&encrypt=true" });

        await player.WaitForAsync(50);
        await usual.WaitForAsync(50);
        player.AssertWhole();
    }

    private static Task<SrsTestServer> StartAsync(NativeSupport natives) =>
        SrsTestServer.StartAsync(BufferPool.Shared, services => services.AddSingleton(natives), RtcSignal.On);

    private static async Task<(string? State, string? Reason)> FeatureAsync(SrsTestServer server, string name)
    {
        using var response = await RtcSignal.SendAsync(HttpMethod.Get, new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/summaries"));
        var json = JsonSerializer.Deserialize<JsonElement>(await RtcSignal.ReadAsync(response));
        var feature = json.GetProperty("features").EnumerateArray().Single(feature => feature.GetProperty("name").GetString() == name);
        return (feature.GetProperty("state").GetString(), feature.TryGetProperty("reason", out var reason) ? reason.GetString() : null);
    }
}
