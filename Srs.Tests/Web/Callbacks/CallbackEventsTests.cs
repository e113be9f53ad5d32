using System.Net;
using Microsoft.AspNetCore.Http;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

/// <summary>Which events come when, over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class CallbackEventsTests
{
    private const string Flv = "/live/livestream.flv";

    [Fact]
    public async Task RtmpPublisher_ComesAndGoes_FourEventsInOrder()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync("livestream?token=abc&x=1");
        await publisher.SendHeadersAsync();
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null });
        var stream = server.Describe("livestream")!;
        await publisher.DisposeAsync();
        await hooks.WaitForAsync(4);

        Assert.Equal(["on_connect", "on_publish", "on_unpublish", "on_close"], hooks.Actions);
        Assert.Equal(["/OnConnect", "/OnPublish", "/OnUnpublish", "/OnClose"], hooks.Received.Select(static call => call.Path));
        Assert.All(hooks.Received, call =>
        {
            Assert.Equal((stream.PublisherId, "127.0.0.1", "__defaultVhost__", "live", "?key=s3cret"), (call["client_id"], call["ip"], call["vhost"], call["app"], call.Query));
            Assert.Equal(["server_id", "service_id", "action", "client_id", "ip", "vhost", "app"], call.Keys.Take(7));
        });
        var publish = hooks.Received[1];
        Assert.Equal(["tcUrl", "stream", "param", "stream_url", "stream_id"], publish.Keys.Skip(7));
        Assert.Equal(("livestream", "?token=abc&x=1", "/live/livestream", stream.Id), (publish["stream"], publish["param"], publish["stream_url"], publish["stream_id"]));
        Assert.Equal(publish.Body.Replace("on_publish", "on_unpublish", StringComparison.Ordinal), hooks.Received[2].Body);
        Assert.True(long.Parse(hooks.Received[3]["recv_bytes"], System.Globalization.CultureInfo.InvariantCulture) > 3000);
    }

    [Fact]
    public async Task RtmpPlayer_OfTwoStreams_OneConnectAndStopBeforeTheNextPlay()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        var player = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await player.PlayAsync("a");
        await player.CallAsync("play", 0, 1, "b");
        await hooks.WaitForAsync(4);
        await player.DisposeAsync();
        await hooks.WaitForAsync(6);

        Assert.Equal(["on_connect", "on_play", "on_stop", "on_play", "on_stop", "on_close"], hooks.Actions);
        Assert.Equal(["a", "a", "a", "b", "b"], hooks.Received.Take(5).Select(static call => call["stream"]));
        Assert.Equal(["1", "0", "1", "0"], hooks.Received.Skip(1).Take(4).Select(static call => call["clients"]));
    }

    [Fact]
    public async Task HttpPublisherAndPlayers_ComeAndGo_NoConnectAndNoClose()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        var publisher = await RawHttp.PostAsync(server.HttpPort, Flv + "?key=1");
        await publisher.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 30)]);
        await hooks.WaitForAsync("on_publish");
        var player = await FlvTestClient.GetAsync(server.HttpPort, Flv + "?user=7");
        await player.ReadFrameAsync(29);
        var socket = await RawHttp.UpgradeAsync(server.HttpPort, Flv);
        await socket.ReadHeadAsync();
        await Wait.UntilAsync(() => server.Describe("livestream")!.ClientCount == 3);
        await player.DisposeAsync();
        await hooks.WaitForAsync("on_stop");
        await socket.DisposeAsync();
        await hooks.WaitForAsync(5);
        await publisher.SendChunkAsync([]);
        await hooks.WaitForAsync("on_unpublish");

        Assert.Equal(["on_publish", "on_play", "on_play", "on_stop", "on_stop", "on_unpublish"], hooks.Actions);
        Assert.Equal(("livestream", "http://localhost/live", "?key=1"), (hooks.Received[0]["stream"], hooks.Received[0]["tcUrl"], hooks.Received[0]["param"]));
        Assert.Equal(("livestream", "?user=7", "2"), (hooks.Received[1]["stream"], hooks.Received[1]["param"], hooks.Received[1]["clients"]));
        Assert.Equal(["stream", "tcUrl", "param", "pageUrl", "stream_url", "stream_id", "clients"], hooks.Received[1].Keys.Skip(7));
        Assert.Equal(["tcUrl", "stream", "param", "stream_url", "stream_id", "clients"], hooks.Received[3].Keys.Skip(7));
        Assert.Single(hooks.Received.Select(static call => call["stream_id"]).Distinct());
    }

    [Fact]
    public async Task Caster_Publishes_EventsAreOfWhereItPublishes()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks(
            "Srs:StreamCasters:a:Caster=flv", "Srs:StreamCasters:a:Listen=127.0.0.1:0", "Srs:StreamCasters:a:Output=rtmp://127.0.0.1/cast/[stream]?from=caster"));
        await using var publisher = await RawHttp.PostAsync(server.CasterPort, Flv);
        await publisher.SendChunkAsync([.. TestFlv.Start(), .. TestFlv.Frames(0, 5)]);
        await publisher.SendChunkAsync([]);
        await hooks.WaitForAsync("on_unpublish");

        Assert.Equal(["on_publish", "on_unpublish"], hooks.Actions);
        Assert.All(hooks.Received, static call => Assert.Equal(
            ("rtmp://127.0.0.1/cast", "cast", "livestream", "?from=caster", "/cast/livestream"), (call["tcUrl"], call["app"], call["stream"], call["param"], call["stream_url"])));
    }

    [Fact]
    public async Task Edge_PullsAStream_CallsBackForItsViewersOnly()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await SrsTestServer.StartAsync(hooks.Hooks(
            "Srs:DefaultVhost:Cluster:Mode=remote", $"Srs:DefaultVhost:Cluster:Origin=127.0.0.1:{origin.RtmpPort}"));
        await using var publisher = await RtmpTestClient.ConnectAsync(origin.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);
        var player = await FlvTestClient.GetAsync(edge.HttpPort, Flv);
        await player.ReadFrameAsync(29);
        await player.DisposeAsync();
        await hooks.WaitForAsync("on_stop");
        await Wait.UntilAsync(() => edge.Sessions.Count == 0);

        Assert.Equal(["on_play", "on_stop"], hooks.Actions);
    }

    [Theory]
    [InlineData("on_connect")]
    [InlineData("on_publish")]
    public async Task RtmpPublisher_Refused_IsToldAndEnded(string action)
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = (context, call) => context.Response.WriteAsync(call.Action == action ? "{\"code\":403}" : "0");
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var id = await publisher.CreateStreamAsync();
        await publisher.CallAsync("publish", 5, id, "livestream", "live");

        var status = await publisher.ReadStatusAsync("NetStream.Publish.BadName");
        Assert.Contains($"The callback {action} refuses it. (code 3064)", System.Text.Encoding.UTF8.GetString(status.Payload), StringComparison.Ordinal);
        Assert.Null(await publisher.ReadAsync());
        await hooks.WaitForAsync("on_close");
        Assert.DoesNotContain("on_unpublish", hooks.Actions);
        Assert.DoesNotContain(server.Log.Lines, static line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
    }

    [Fact]
    public async Task Players_Refused_GetTheirProtocolsAnswer()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, call) => context.Response.WriteAsync(call.Action == "on_play" ? "1" : "0");
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var player = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var id = await player.CreateStreamAsync();
        await player.CallAsync("play", 0, id, "livestream");
        await player.ReadStatusAsync("NetStream.Play.Failed");
        await using var http = await FlvTestClient.GetAsync(server.HttpPort, Flv);
        await using var socket = await RawHttp.UpgradeAsync(server.HttpPort, Flv);

        Assert.Equal(HttpStatusCode.Forbidden, http.Response.StatusCode);
        Assert.Equal("The callback on_play refuses it. (code 3064)", await http.ReadTextAsync());
        Assert.StartsWith("HTTP/1.1 403 ", await socket.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("on_stop", hooks.Actions);
        await Wait.UntilAsync(() => server.Describe("livestream") is not { ClientCount: > 0 });
    }

    [Fact]
    public async Task Publisher_OfBusyStream_IsNotAskedAbout()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var first = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await first.PublishAsync();
        await using var second = await RawHttp.PostAsync(server.HttpPort, Flv);

        Assert.StartsWith("HTTP/1.1 409 ", await second.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Single(hooks.Actions, "on_publish");
        Assert.DoesNotContain("on_unpublish", hooks.Actions);
    }

    [Fact]
    public async Task Publishers_OneAfterTheOther_EndIsToldBeforeTheNextIsAsked()
    {
        await using var hooks = await CallbackServer.StartAsync();
        var fails = 2;
        hooks.Answer = (context, call) =>
        {
            // The first try of each end fails.
            context.Response.StatusCode = call.Action == "on_unpublish" && Interlocked.Decrement(ref fails) >= 0 ? 500 : 200;
            return context.Response.WriteAsync("0");
        };
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        for (var i = 0; i < 5; i++)
        {
            var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
            await publisher.PublishAsync();
            await publisher.CallAsync("FCUnpublish", 6, 0, "livestream");
            await publisher.ReadUntilAsync(static message => message.StatusCode is not null && message.StatusCode.Contains("Unpublish", StringComparison.Ordinal));
            await publisher.DisposeAsync();
        }

        await Wait.UntilAsync(() => server.Get<CallbackNotifier>().CountOf(VhostTable.DefaultName) == 0);
        var order = hooks.Received.Where(static call => call.Action is "on_publish" or "on_unpublish").Select(static call => $"{call.Action} {call["client_id"]}").ToList();
        var clients = hooks.Received.Where(static call => call.Action == "on_publish").Select(static call => call["client_id"]).ToList();
        Assert.Equal(5, clients.Count);
        Assert.Equal(clients.SelectMany(static id => new[] { $"on_publish {id}", $"on_unpublish {id}" }), order.Distinct());
        for (var i = 1; i < clients.Count; i++)
        {
            Assert.True(order.LastIndexOf($"on_unpublish {clients[i - 1]}") < order.IndexOf($"on_publish {clients[i]}"), string.Join('\n', order));
        }
    }

    [Fact]
    public async Task CallbackServer_Hangs_MediaGoesOnAndOthersComeIn()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks("Srs:Vhosts:free.example:Enabled=true"));
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        var at = await publisher.SendMediaAsync(30);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Flv);
        await player.ReadFrameAsync(29);
        var leaving = await FlvTestClient.GetAsync(server.HttpPort, Flv);
        await leaving.ReadFrameAsync(29);

        hooks.Answer = static (context, _) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await leaving.DisposeAsync();
        await hooks.WaitForAsync("on_stop");
        var blocked = FlvTestClient.GetAsync(server.HttpPort, Flv);
        await Wait.UntilAsync(() => hooks.Actions.Count(static action => action == "on_play") == 3);
        await publisher.SendMediaAsync(30, at);
        player.Forget(static _ => true);
        await player.ReadFrameAsync(29);
        await using var free = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await free.PublishAsync("x?vhost=free.example");

        Assert.False(blocked.IsCompleted);
        var start = TimeProvider.System.GetTimestamp();
        await server.StopAsync();
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await Assert.ThrowsAnyAsync<Exception>(async () => (await blocked.WithinLimitAsync()).Response.EnsureSuccessStatusCode());
    }

    [Fact]
    public async Task Secrets_AreInNoAnswerNoLogAndNoMetric()
    {
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, call) =>
        {
            context.Response.StatusCode = call.Action is "on_unpublish" or "on_play" ? 500 : 200;
            return context.Response.WriteAsync("0");
        };
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks(
            "Srs:DefaultVhost:HttpHooks:Secret=hmac-s3cret", $"Srs:DefaultVhost:HttpHooks:OnStop={hooks.Url.Replace("http://", "http://user:pass-s3cret@", StringComparison.Ordinal)}/"));
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync("livestream?token=user-s3cret");
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Flv + "?token=user-s3cret");
        await publisher.DisposeAsync();
        await hooks.WaitForAsync("on_unpublish");
        await Wait.UntilAsync(() => server.Get<CallbackHistory>().Records.Any(static record => record.Name == "on_unpublish" && record.Describe().Failed > 0));
        using var http = new HttpClient();
        var api = await http.GetStringAsync($"http://127.0.0.1:{server.ApiPort}/api/v1/callbacks", TestContext.Current.CancellationToken);
        var metrics = await http.GetStringAsync($"http://127.0.0.1:{server.HttpPort}/metrics", TestContext.Current.CancellationToken);

        Assert.Contains("\"event\":\"on_unpublish\"", api, StringComparison.Ordinal);
        Assert.Contains("/OnUnpublish?***\"", api, StringComparison.Ordinal);
        Assert.Contains("\"outcome\":\"bad_status\",\"status\":500,", api, StringComparison.Ordinal);
        Assert.Contains("srs_callbacks_total{event=\"on_publish\",outcome=\"ok\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("srs_callbacks_total{event=\"on_play\",outcome=\"bad_status\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("srs_callback_duration_seconds_bucket{event=\"on_publish\",le=\"0.005\"}", metrics, StringComparison.Ordinal);
        Assert.Contains("srs_callbacks_queued", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", api, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Log.Lines, static line => line.Text.Contains("s3cret", StringComparison.Ordinal));
        Assert.True(server.Log.Contains("Callback on_unpublish of __defaultVhost__ to"));
    }

    [Fact]
    public async Task HlsSegments_AreListed_ToldInOrderWithThePublishersKeys()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks($"Srs:DefaultVhost:HttpHooks:OnHls={hooks.Url}/OnHls"));
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync("livestream?token=abc");
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(101, group: 50);
        await hooks.WaitForAsync(4);

        var told = hooks.Received.Where(static call => call.Action == "on_hls").ToList();
        Assert.Equal(["0", "1"], told.Select(static call => call["seq_no"]));
        Assert.Equal(["tcUrl", "stream", "param", "duration", "cwd", "file", "url", "m3u8", "m3u8_url", "seq_no", "stream_url", "stream_id"], told[0].Keys.Skip(7));
        Assert.Equal(
            ("?token=abc", "2", "", "live/livestream-0.ts", "live/livestream.m3u8", server.Describe("livestream")!.Id),
            (told[0]["param"], told[0]["duration"], told[0]["file"], told[0]["url"], told[0]["m3u8_url"], told[0]["stream_id"]));
        Assert.Equal(hooks.Received.First(static call => call.Action == "on_publish")["client_id"], told[0]["client_id"]);
    }

    [Fact]
    public async Task HlsSegments_AreListed_GotOnceEachWhereNotified()
    {
        await using var cdn = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:HttpHooks:Enabled=true", $"Srs:DefaultVhost:HttpHooks:OnHlsNotify={cdn.Url}/[app]/[stream]/[ts_url][param]");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync("livestream?token=abc");
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(101, group: 50);
        await Wait.UntilAsync(() => cdn.Received.Count >= 2, "two segments");

        Assert.Equal(
            [("GET", "/live/livestream/livestream-0.ts", "?token=abc"), ("GET", "/live/livestream/livestream-1.ts", "?token=abc")],
            cdn.Received.Select(static call => (call.Method, call.Path, call.Query)));
        await Wait.UntilAsync(() => server.Get<CallbackHistory>().Records.Any(static record => record.Name == "on_hls_notify" && record.Describe().Accepted == 2), "the history");
    }

    [Fact]
    public async Task HlsViewer_ComesAndIsKicked_PlayOnceAndStop()
    {
        await using var hooks = await CallbackServer.StartAsync();
        await using var server = await SrsTestServer.StartAsync(hooks.Hooks());
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(101, group: 50);
        using var http = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            await http.GetStringAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/live/livestream.m3u8?hls_ctx=viewer01&p=1"), TestContext.Current.CancellationToken);
        }

        server.Sessions.Find("viewer01")!.End(SessionEndReason.Kicked);
        var stop = await hooks.WaitForAsync("on_stop");

        var play = Assert.Single(hooks.Received, static call => call.Action == "on_play");
        Assert.Equal(("viewer01", "?p=1", "livestream"), (play["client_id"], play["param"], play["stream"]));
        Assert.Equal("viewer01", stop["client_id"]);
    }

    [Fact]
    public async Task Keys_OfEventsToCome_AreSaidToBeNotAvailable()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpHooks:Enabled=true", "Srs:DefaultVhost:HttpHooks:OnDvr=http://127.0.0.1:1/");

        Assert.True(server.Log.Contains("Srs:DefaultVhost:HttpHooks:OnDvr is set, but recording is not available yet"));
    }
}
