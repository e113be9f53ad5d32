using System.Net;
using System.Text.Json;
using Srs.Media.Protocols.Rtc;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Web.Endpoints;

/// <summary>SRS's JSON API of WebRTC.</summary>
[Trait("Category", "Loopback")]
public sealed class RtcApiEndpointsTests
{
    [Theory]
    [InlineData("publish/", "rtc-publish", "SRSPublishSession")]
    [InlineData("publish", "rtc-publish", "SRSPublishSession")]
    [InlineData("play/", "rtc-play", "SRSPlaySession")]
    [InlineData("play", "rtc-play", "SRSPlaySession")]
    public async Task Offer_AsOfTheSdk_IsAnsweredInSrssKeysOnBothPorts(string path, string type, string name)
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        foreach (var (port, stream) in new[] { (server.HttpPort, "a"), (server.ApiPort, "b") })
        {
            var answer = await RtcSignal.AskApiAsync(port, path, $"webrtc://localhost/live/{stream}");

            Assert.Equal(["code", "server", "service", "pid", "sdp", "sessionid"], answer.EnumerateObject().Select(static property => property.Name));
            Assert.Equal(0, answer.GetProperty("code").GetInt32());
            var sdp = answer.GetProperty("sdp").GetString()!;
            Assert.Contains($"\r\ns={name}\r\n", sdp, StringComparison.Ordinal);
            var session = Assert.Single(server.Sessions.Sessions.OfType<RtcSession>(), session => session.Request.Access.Stream == stream);
            Assert.Equal(session.Name, answer.GetProperty("sessionid").GetString());
            Assert.Contains($"\r\na=ice-ufrag:{session.Name.Split(':')[0]}\r\n", sdp, StringComparison.Ordinal);
            Assert.Equal((type, "webrtc://localhost/live"), (session.Describe()?.Type, session.Describe()?.TcUrl));
        }
    }

    [Fact]
    public async Task StreamUrl_WithParameters_NamesVhostAndGoesToCallbacks()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks([.. RtcSignal.On, "Srs:Vhosts:a.example:Enabled=true"]));

        await RtcSignal.AskApiAsync(server.HttpPort, "publish/", "webrtc://127.0.0.1:1985/live/cam?token=a/b&x=1");
        await RtcSignal.AskApiAsync(server.HttpPort, "publish/", "webrtc://127.0.0.1/live/plain");
        await RtcSignal.AskApiAsync(server.HttpPort, "play/", "webrtc://127.0.0.1/live/cam?user=7");
        await RtcSignal.AskApiAsync(server.HttpPort, "play/", "webrtc://127.0.0.1/live/cam?vhost=a.example");

        Assert.Equal(["on_publish", "on_publish", "on_play"], hooks.Actions);
        Assert.Equal(
            ["?token=a/b&x=1&upstream=rtc", "upstream=rtc", "?user=7"], hooks.Received.Select(static call => call["param"]));
        Assert.Equal(["webrtc://127.0.0.1:1985/live", "webrtc://127.0.0.1/live", "webrtc://127.0.0.1/live"], hooks.Received.Select(static call => call["tcUrl"]));
        Assert.Contains(server.Sessions.Sessions, static session => session.Describe()?.Stream is { Vhost: "a.example", Stream: "cam" });
    }

    [Theory]
    [InlineData("", "5019: RtcApiJson")]
    [InlineData("{", "5019: RtcApiJson")]
    [InlineData("[]", "5019: RtcApiJson")]
    [InlineData("null", "5019: RtcApiJson")]
    [InlineData("""{"sdp":"v=0"}""", "5019: RtcApiJson")]
    [InlineData("""{"streamurl":"webrtc://h/live/a"}""", "5019: RtcApiJson")]
    [InlineData("""{"sdp":7,"streamurl":"webrtc://h/live/a"}""", "5019: RtcApiJson")]
    [InlineData("""{"sdp":"nonsense","streamurl":"webrtc://h/live/a"}""", "5012: RtcSdpDecode")]
    [InlineData("""{"sdp":"v=0\r\n","streamurl":"webrtc://h/live/a?vhost=off.example"}""", "2014: NoVhost")]
    public async Task Body_IsBad_HasCode400AndAReason(string body, string reason)
    {
        await using var server = await SrsTestServer.StartAsync([.. RtcSignal.On, "Srs:Vhosts:off.example:Enabled=false"]);

        using var response = await RtcSignal.SendAsync(HttpMethod.Post, new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/publish/"), body, "text/plain");

        var answer = JsonSerializer.Deserialize<JsonElement>(await RtcSignal.ReadAsync(response));
        Assert.Equal((HttpStatusCode.OK, 400), (response.StatusCode, answer.GetProperty("code").GetInt32()));
        Assert.StartsWith(reason, answer.GetProperty("desc").GetString(), StringComparison.Ordinal);
        Assert.Empty(server.Sessions.Sessions);
    }

    [Fact]
    public async Task Stream_IsTaken_HasCode400ForEveryProtocol()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.PublishAsync("a");
        await RtcSignal.AskApiAsync(server.HttpPort, "publish/", "webrtc://127.0.0.1/live/b");

        foreach (var stream in "ab")
        {
            var refusal = await RtcSignal.AskApiAsync(server.HttpPort, "publish/", $"webrtc://127.0.0.1/live/{stream}");
            Assert.Equal(400, refusal.GetProperty("code").GetInt32());
            Assert.StartsWith("1028: StreamBusy", refusal.GetProperty("desc").GetString(), StringComparison.Ordinal);
        }

        Assert.Equal(2, server.Sessions.Count);
    }

    [Fact]
    public async Task Body_IsTooLong_IsRefusedUnread()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);

        using var response = await RtcSignal.SendAsync(
            HttpMethod.Post, new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/publish/"), new string(' ', 600_000), "application/json");

        var answer = JsonSerializer.Deserialize<JsonElement>(await RtcSignal.ReadAsync(response));
        Assert.Contains("longer than", answer.GetProperty("desc").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Preflight_OfAPage_MaySendJson()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        var uri = new Uri($"http://127.0.0.1:{server.ApiPort}/rtc/v1/play/");

        using var options = await RtcSignal.SendAsync(HttpMethod.Options, uri, configure: static request => request.Headers.Add("Origin", "http://127.0.0.1:8080"));
        Assert.Equal("*", options.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        using var get = await RtcSignal.SendAsync(HttpMethod.Get, uri);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal(["POST", "OPTIONS"], get.Content.Headers.Allow);
    }
}
