using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Srs.Media.Streams;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Web.Endpoints;

/// <summary>WebRTC sessions in what all protocols share: API, statistics, callbacks, rules, limits, virtual hosts, edges, reload.</summary>
[Trait("Category", "Loopback")]
public sealed class RtcSessionTests
{
    private const string Vhost = "Srs:DefaultVhost";

    [Fact]
    public async Task Callbacks_OfWhipAndWhep_HaveSrssFields()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks(RtcSignal.On));

        using var publisher = await RtcSignal.PostAsync(server.HttpPort, "whip/?app=live&stream=w1&token=zzz");
        using var player = await RtcSignal.PostAsync(server.HttpPort, "whep/?app=live&stream=w1&u=2", configure: static request => request.Headers.Referrer = new Uri("http://page.example/a"));
        var ids = server.Sessions.Sessions.ToDictionary(static session => session.Describe()!.Type, static session => session.Id);
        var stream = server.Describe("w1")!;
        using var stop = await RtcSignal.SendAsync(HttpMethod.Delete, player.Headers.Location!);
        await hooks.WaitForAsync("on_stop");
        using var unpublish = await RtcSignal.SendAsync(HttpMethod.Delete, publisher.Headers.Location!);
        await hooks.WaitForAsync("on_unpublish");

        Assert.Equal(["on_publish", "on_play", "on_stop", "on_unpublish"], hooks.Actions);
        var (publish, play) = (hooks.Received[0], hooks.Received[1]);
        Assert.Equal(["tcUrl", "stream", "param", "stream_url", "stream_id"], publish.Keys.Skip(7));
        Assert.Equal(("", "w1", "app=live&stream=w1&token=zzz", "/live/w1", stream.Id), (publish["tcUrl"], publish["stream"], publish["param"], publish["stream_url"], publish["stream_id"]));
        Assert.Equal((ids["rtc-publish"], "127.0.0.1", "__defaultVhost__", "live"), (publish["client_id"], publish["ip"], publish["vhost"], publish["app"]));
        Assert.Equal(["stream", "tcUrl", "param", "pageUrl", "stream_url", "stream_id", "clients"], play.Keys.Skip(7));
        Assert.Equal((ids["rtc-play"], "app=live&stream=w1&u=2", "http://page.example/a", "2"), (play["client_id"], play["param"], play["pageUrl"], play["clients"]));
        Assert.Equal((ids["rtc-play"], ids["rtc-publish"]), (hooks.Received[2]["client_id"], hooks.Received[3]["client_id"]));
    }

    [Fact]
    public async Task Callback_SaysNo_NobodyIsLetIn()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, _) => context.Response.Body.WriteAsync("7"u8.ToArray()).AsTask();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks(RtcSignal.On));

        using var publish = await RtcSignal.PostAsync(server.HttpPort, "whip/?stream=a");
        using var play = await RtcSignal.PostAsync(server.HttpPort, "whep/?stream=a");
        var api = await RtcSignal.AskApiAsync(server.HttpPort, "publish/", "webrtc://127.0.0.1/live/a");

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, 400), (publish.StatusCode, play.StatusCode, api.GetProperty("code").GetInt32()));
        Assert.Equal(["on_publish", "on_play", "on_publish"], hooks.Actions);
        Assert.Empty(server.Sessions.Sessions);
    }

    [Fact]
    public async Task Kick_ByTheApi_EndsPublisherAndPlayer()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var publisher = await RtcTestPublisher.PublishAsync(server);
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(10);

        foreach (var id in server.Sessions.Sessions.Select(static session => session.Id).ToList())
        {
            using var kick = await RtcSignal.SendAsync(HttpMethod.Delete, new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/clients/{id}"));
            Assert.Contains("\"code\":0", await RtcSignal.ReadAsync(kick), StringComparison.Ordinal);
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the sessions' end");
        await Wait.UntilAsync(() => (publisher.State, player.State) == (Srs.Media.Protocols.Rtc.Dtls.DtlsState.Closed, Srs.Media.Protocols.Rtc.Dtls.DtlsState.Closed), "the goodbyes");
        using var again = await RtcSignal.PostAsync(server.HttpPort, "whip/?stream=cam");
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task Statistics_OfAStream_AreInApiAndMetrics()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var publisher = await RtcTestPublisher.PublishAsync(server);
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(50);

        var clients = (await GetAsync(server, "clients/")).GetProperty("clients").EnumerateArray().ToDictionary(static client => client.GetProperty("type").GetString()!);
        Assert.Equal(["rtc-play", "rtc-publish"], clients.Keys.Order());
        Assert.All(clients.Values, static client => Assert.Equal(("127.0.0.1", "/live/cam", "cam"), (client.GetProperty("ip").GetString(), client.GetProperty("url").GetString(), client.GetProperty("name").GetString())));
        Assert.True(clients["rtc-publish"].GetProperty("recv_bytes").GetInt64() > 10_000);
        Assert.True(clients["rtc-play"].GetProperty("send_bytes").GetInt64() > 10_000);
        var stream = (await GetAsync(server, "streams/")).GetProperty("streams")[0];
        Assert.Equal(("cam", 2), (stream.GetProperty("name").GetString(), stream.GetProperty("clients").GetInt32()));
        Assert.Equal((true, clients["rtc-publish"].GetProperty("id").GetString()), (stream.GetProperty("publish").GetProperty("active").GetBoolean(), stream.GetProperty("publish").GetProperty("cid").GetString()));
        Assert.True(stream.GetProperty("recv_bytes").GetInt64() > 10_000);
        Assert.True(stream.GetProperty("send_bytes").GetInt64() > 10_000);
        using var metrics = await RtcSignal.SendAsync(HttpMethod.Get, new Uri($"http://127.0.0.1:{server.HttpPort}/metrics"));
        var text = await RtcSignal.ReadAsync(metrics);
        Assert.Contains("\nsrs_clients 2\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\nsrs_receive_bytes_total 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Summaries_TellWhereWebRtcIs()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);

        var features = (await GetAsync(server, "summaries")).GetProperty("features").EnumerateArray().ToDictionary(static feature => feature.GetProperty("name").GetString()!);

        Assert.Equal("on", features["webrtc"].GetProperty("state").GetString());
        Assert.Equal(
            [$"udp://127.0.0.1:{server.RtcEndPoint.Port}", $"tcp://127.0.0.1:{server.RtcTcpPort}"],
            features["webrtc"].GetProperty("listen").EnumerateArray().Select(static address => address.GetString()));
        Assert.Contains(features["webrtc_transcoding"].GetProperty("state").GetString(), new[] { "on", "missing" });
    }

    [Fact]
    public async Task Security_DeniesAddress_IsForbidden()
    {
        await using var server = await SrsTestServer.StartAsync([.. RtcSignal.On, $"{Vhost}:Security:Enabled=true", $"{Vhost}:Security:Rules=allow play all; deny publish 127.0.0.1"]);

        using var publish = await RtcSignal.PostAsync(server.HttpPort, "whip/");
        Assert.Equal(HttpStatusCode.Forbidden, publish.StatusCode);
        Assert.StartsWith("1053: SecurityDeny\n", await RtcSignal.ReadAsync(publish), StringComparison.Ordinal);
        using var play = await RtcSignal.PostAsync(server.HttpPort, "whep/");
        Assert.Equal(HttpStatusCode.Created, play.StatusCode);
    }

    [Fact]
    public async Task Referer_IsNotListed_IsForbidden()
    {
        await using var server = await SrsTestServer.StartAsync([.. RtcSignal.On, $"{Vhost}:Refer:Enabled=true", $"{Vhost}:Refer:Play=page.example"]);

        using var none = await RtcSignal.PostAsync(server.HttpPort, "whep/");
        Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);
        using var listed = await RtcSignal.PostAsync(server.HttpPort, "whep/", configure: static request => request.Headers.Referrer = new Uri("http://page.example/a"));
        Assert.Equal(HttpStatusCode.Created, listed.StatusCode);
    }

    [Fact]
    public async Task Token_InHeaderOrQuery_LetsIn()
    {
        await using var server = await SrsTestServer.StartAsync(
        [
            .. RtcSignal.On, $"{Vhost}:Auth:Publish=true", $"{Vhost}:Auth:Keys:hs:Type=hs256", $"{Vhost}:Auth:Keys:hs:Key={TestTokens.Secret}",
            $"{Vhost}:Auth:Keys:cam:Type=key", $"{Vhost}:Auth:Keys:cam:Key=streamkey1",
        ]);
        var token = TestTokens.Hs256(
            $$"""{"exp":{{DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds()}},"stream":["live/livestream"],"action":["publish"]}""");

        using var none = await RtcSignal.PostAsync(server.HttpPort, "whip/");
        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer realm=\"stream\""), (none.StatusCode, none.Headers.WwwAuthenticate.ToString()));
        using var wrong = await RtcSignal.PostAsync(server.HttpPort, "whip/", configure: static request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "a.b.c"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        using var bearer = await RtcSignal.PostAsync(server.HttpPort, "whip/", configure: request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token));
        Assert.Equal(HttpStatusCode.Created, bearer.StatusCode);
        using var query = await RtcSignal.PostAsync(server.HttpPort, "whip/?stream=b&key=streamkey1");
        Assert.Equal(HttpStatusCode.Created, query.StatusCode);
        Assert.Equal(400, (await RtcSignal.AskApiAsync(server.HttpPort, "publish/", "webrtc://127.0.0.1/live/c")).GetProperty("code").GetInt32());
        Assert.Equal(0, (await RtcSignal.AskApiAsync(server.HttpPort, "publish/", "webrtc://127.0.0.1/live/c?key=streamkey1")).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Limit_IsReached_IsUnavailableForNow()
    {
        await using var server = await SrsTestServer.StartAsync([.. RtcSignal.On, $"{Vhost}:Limits:ViewersPerStream=1"]);

        using var first = await RtcSignal.PostAsync(server.HttpPort, "whep/");
        using var second = await RtcSignal.PostAsync(server.HttpPort, "whep/");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable), (first.StatusCode, second.StatusCode));
        Assert.StartsWith("1074: ConnectionsExceed\n", await RtcSignal.ReadAsync(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_IsTakenByRtmp_IsAConflictAndTheOtherWay()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.PublishAsync("a");

        using var busy = await RtcSignal.PostAsync(server.HttpPort, "whip/?stream=a");
        Assert.Equal(HttpStatusCode.Conflict, busy.StatusCode);
        Assert.StartsWith("1028: StreamBusy\n", await RtcSignal.ReadAsync(busy), StringComparison.Ordinal);
        using var free = await RtcSignal.PostAsync(server.HttpPort, "whip/?stream=b");
        Assert.Equal(HttpStatusCode.Created, free.StatusCode);
        using var flv = await RtcSignal.SendAsync(HttpMethod.Post, new Uri($"http://127.0.0.1:{server.HttpPort}/live/b.flv"), "FLV", "video/x-flv");
        Assert.Equal(HttpStatusCode.Conflict, flv.StatusCode);
    }

    [Fact]
    public async Task Publisher_NobodyWatches_IsSentAway()
    {
        await using var server = await RtcTestServer.StartAsync($"{Vhost}:Publish:KickoffForIdle=00:00:01");
        await using var publisher = await RtcTestPublisher.PublishAsync(server);

        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the publisher's end");

        Assert.True(server.Log.Contains("NobodyWatches"));
    }

    [Fact]
    public async Task Publisher_NeverSendsMedia_IsSentAway()
    {
        await using var server = await RtcTestServer.StartAsync($"{Vhost}:Publish:FirstPktTimeout=00:00:01");
        await using var publisher = await RtcTestPeer.OpenAsync(server, isPublisher: true);
        await publisher.ConnectAsync();

        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the publisher's end");

        Assert.True(server.Log.Contains("no media"));
    }

    [Fact]
    public async Task Server_Stops_CallbacksAreToldAndPeersToo()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await RtcTestServer.StartAsync(hooks.Hooks());
        await using var publisher = await RtcTestPublisher.PublishAsync(server);
        await using var player = await RtcTestPlayer.PlayAsync(server);
        await player.WaitForAsync(5);

        await server.StopAsync();
        await hooks.WaitForAsync("on_unpublish");
        await hooks.WaitForAsync("on_stop");

        await Wait.UntilAsync(() => player.State == Srs.Media.Protocols.Rtc.Dtls.DtlsState.Closed, "the goodbye");
    }

    [Fact]
    public async Task Reload_OfWhatClientsAreTold_CountsForTheNext()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        using var before = await RtcSignal.PostAsync(server.HttpPort, "whep/");
        Assert.DoesNotContain("203.0.113.9", await RtcSignal.ReadAsync(before), StringComparison.Ordinal);

        using var patch = await RtcSignal.SendAsync(
            HttpMethod.Patch,
            new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/config"),
            """{"RtcServer":{"Candidate":"203.0.113.9","Protocol":"tcp","Reuseport":2},"DefaultVhost":{"Rtc":{"DtlsRole":"active","StunTimeout":"00:01:00"}}}""",
            "application/merge-patch+json");
        var changed = await RtcSignal.ReadAsync(patch);
        Assert.Equal(HttpStatusCode.OK, patch.StatusCode);
        using var after = await RtcSignal.PostAsync(server.HttpPort, "whep/");

        var answer = await RtcSignal.ReadAsync(after);
        Assert.Matches($" tcp [0-9]+ 203\\.0\\.113\\.9 {server.RtcTcpPort} typ host .*tcptype passive", answer);
        Assert.DoesNotContain(" udp ", answer, StringComparison.Ordinal);
        Assert.Contains("a=setup:active", answer, StringComparison.Ordinal);
        Assert.Contains("Srs:RtcServer:Reuseport", changed, StringComparison.Ordinal);
        Assert.Equal(2, server.Sessions.Count);
    }

    [Fact]
    public async Task Edge_PlayerComes_StreamIsFetchedForIt()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await SrsTestServer.StartAsync(
            [.. RtcSignal.On, $"{Vhost}:Cluster:Mode=remote", $"{Vhost}:Cluster:Origin=127.0.0.1:{origin.RtmpPort}"]);
        await using var publisher = await RtmpTestClient.ConnectAsync(origin.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);

        using var player = await RtcSignal.PostAsync(edge.HttpPort, "whep/");

        Assert.Equal(HttpStatusCode.Created, player.StatusCode);
        await Wait.UntilAsync(() => edge.Describe("livestream") is { PublisherId: not null }, "the pull");
    }

    private static async Task<JsonElement> GetAsync(SrsTestServer server, string path)
    {
        using var response = await RtcSignal.SendAsync(HttpMethod.Get, new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/{path}"));
        return JsonSerializer.Deserialize<JsonElement>(await RtcSignal.ReadAsync(response));
    }
}
