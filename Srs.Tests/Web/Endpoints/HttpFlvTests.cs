using System.Net;
using Srs.Media.Containers.Flv;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

/// <summary>HTTP-FLV over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class HttpFlvTests
{
    private const string Path = "/live/livestream.flv";

    [Fact]
    public async Task Get_PublishedStream_GivesHeadersThenGroup()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 30);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);

        await player.ReadFrameAsync(29);

        Assert.Equal(HttpStatusCode.OK, player.Response.StatusCode);
        Assert.Equal("video/x-flv", player.Response.Content.Headers.ContentType!.MediaType);
        Assert.True(player.Response.Headers.TransferEncodingChunked);
        Assert.Equal((true, true), player.Flags);
        Assert.Equal([FlvTagType.Video, FlvTagType.Audio], player.Received.Take(2).Select(static tag => tag.Type));
        Assert.All(player.Received.Take(2), static tag => Assert.True(tag.IsSequenceHeader));
        Assert.Equal(25, player.VideoNumbers[0]);
        AssertMonotonic(player);
        await server.Log.WaitForAsync("plays /live/livestream.");
    }

    [Theory]
    [InlineData("HTTP/1.1", "Transfer-Encoding: chunked")]
    [InlineData("HTTP/1.0", "")]
    public async Task Get_FirstOfTheConnection_IsAnsweredBySocketUntilItCloses(string protocol, string framing)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);
        await http.SendAsync($"GET {Path} {protocol}\r\nHost: localhost\r\nOrigin: http://elsewhere.example\r\n\r\n");

        var head = await http.ReadHeadAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", head, StringComparison.Ordinal);
        Assert.Matches("\r\nDate: [A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} GMT\r\n", head);
        Assert.Contains("Access-Control-Allow-Origin: *\r\n", head, StringComparison.Ordinal);
        Assert.Equal(framing.Length > 0, head.Contains("Transfer-Encoding", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_AfterAnotherRequest_GoesThroughKestrel()
    {
        // What answers the first request may still be on its way through Kestrel's pipe.
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);
        await http.SendAsync($"OPTIONS {Path} HTTP/1.1\r\nHost: localhost\r\n\r\nGET {Path} HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK\r\nContent-Length: 0", await http.ReadHeadAsync(), StringComparison.Ordinal);
        var head = await http.ReadHeadAsync();

        Assert.Contains("Content-Type: video/x-flv", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Connection: close", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OnApiPort_AnswersToo()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        await using var player = await FlvTestClient.GetAsync(server.ApiPort, Path);

        await player.ReadFrameAsync(4);
    }

    [Fact]
    public async Task Unpublish_AfterGrace_EndsInGoodOrder()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms");
        var publisher = await PublishAsync(server, 5);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);
        await player.ReadFrameAsync(4);

        await publisher.DisposeAsync();

        Assert.True(await player.ReadToEndAsync());
        await server.Log.WaitForAsync("ended: PublisherGone");
        await Wait.UntilAsync(() => server.Sessions.Count == 0);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Get_BeforePublish_WaitsAndHasRightFlags(bool audio, bool video)
    {
        await using var server = await SrsTestServer.StartAsync();
        var getting = FlvTestClient.GetAsync(server.HttpPort, Path);
        await Wait.UntilAsync(() => server.Describe("livestream")?.ClientCount == 1);
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        Assert.False(getting.IsCompleted);

        await SendAsync(publisher, audio, video, 40);
        await using var player = await getting;
        await player.ReadAsync();

        Assert.Equal((audio, video), player.Flags);
        Assert.Equal(HttpStatusCode.OK, player.Response.StatusCode);
    }

    [Fact]
    public async Task Get_NobodyPublishes_Is404AfterTheWait()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=200ms");

        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);

        Assert.Equal(HttpStatusCode.NotFound, player.Response.StatusCode);
        Assert.Equal("Nobody publishes /live/livestream.", await player.ReadTextAsync());
        await Wait.UntilAsync(() => server.Sessions.Count == 0);
    }

    [Fact]
    public async Task Get_ClientThatWaitsGoes_LeavesNothing()
    {
        await using var server = await SrsTestServer.StartAsync();
        using var http = new HttpClient();
        using var cancelled = new CancellationTokenSource();
        var getting = http.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}{Path}"), cancelled.Token);
        await Wait.UntilAsync(() => server.Sessions.Count == 1);

        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => getting);

        await Wait.UntilAsync(() => server.Sessions.Count == 0);
    }

    [Fact]
    public async Task Get_MoreThanAThousandWait_NextIs503()
    {
        await using var server = await SrsTestServer.StartAsync();
        using var cancelled = new CancellationTokenSource();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2000 });
        var waiting = Enumerable.Range(0, 1000)
            .Select(i => http.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/live/s{i % 10}.flv"), cancelled.Token))
            .ToList();
        await Wait.UntilAsync(() => server.Sessions.Count == 1000, "1000 requests to wait");

        await using var refused = await FlvTestClient.GetAsync(server.HttpPort, Path);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.Response.StatusCode);
        Assert.True(refused.Response.Headers.Contains("Retry-After"));
        await using var publisher = await PublishAsync(server, 5, "other");
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, "/live/other.flv");
        await player.ReadFrameAsync(4);
        await cancelled.CancelAsync();
        await Task.WhenAll(waiting.Select(static async task => await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task)));
        await Wait.UntilAsync(() => server.Sessions.Count == 2);
    }

    [Fact]
    public async Task Head_AndOptions_GiveHeadersOnly()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);

        await using var head = await FlvTestClient.GetAsync(server.HttpPort, Path, "HEAD");
        await using var options = await FlvTestClient.GetAsync(server.HttpPort, Path, "OPTIONS", origin: "http://example.com");

        Assert.Equal(HttpStatusCode.OK, head.Response.StatusCode);
        Assert.Equal("video/x-flv", head.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("", await head.ReadTextAsync());
        Assert.True(options.Response.IsSuccessStatusCode);
        Assert.Equal(["*"], options.Response.Headers.GetValues("Access-Control-Allow-Origin"));
        await Wait.UntilAsync(() => server.Sessions.Count == 1, "HEAD to leave");
    }

    [Fact]
    public async Task Get_WithOrigin_AllowsIt()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=1ms");
        await using var publisher = await PublishAsync(server, 5);

        await using var found = await FlvTestClient.GetAsync(server.HttpPort, Path, origin: "http://example.com");
        await using var missing = await FlvTestClient.GetAsync(server.HttpPort, "/live/none.flv", origin: "http://example.com");
        await using var plain = await FlvTestClient.GetAsync(server.HttpPort, Path);

        Assert.Equal(["*"], found.Response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(["*"], missing.Response.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.False(plain.Response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("HasAudio=false", "GuessHasAv=false", "DropIfNotMatch=true", false, true, false, true)]
    [InlineData("HasAudio=false", "GuessHasAv=true", "DropIfNotMatch=true", false, true, false, true)]
    [InlineData("HasVideo=false", "GuessHasAv=false", "DropIfNotMatch=true", true, false, true, false)]
    [InlineData("HasAudio=false", "GuessHasAv=false", "DropIfNotMatch=false", false, true, true, true)]
    [InlineData("HasAudio=true", "GuessHasAv=true", "DropIfNotMatch=true", true, true, true, true)]
    public async Task Remux_Settings_DecideFlagsAndContent(
        string has, string guess, string drop, bool flagAudio, bool flagVideo, bool sendsAudio, bool sendsVideo)
    {
        await using var server = await SrsTestServer.StartAsync([.. new[] { has, guess, drop }.Select(static s => "Srs:DefaultVhost:HttpRemux:" + s)]);
        await using var publisher = await PublishAsync(server, 5);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);

        for (var i = 0; i < 5; i++)
        {
            await player.ReadAsync();
        }

        Assert.Equal((flagAudio, flagVideo), player.Flags);
        Assert.Equal(sendsAudio, player.Received.Any(static tag => tag.Type == FlvTagType.Audio));
        Assert.Equal(sendsVideo, player.Received.Any(static tag => tag.Type == FlvTagType.Video));
    }

    [Fact]
    public async Task Guess_Off_AnnouncesWhatIsSet()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:GuessHasAv=false");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await SendAsync(publisher, audio: false, video: true, 40);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);
        await player.ReadAsync();

        Assert.Equal((true, true), player.Flags);
    }

    [Theory]
    [InlineData("[vhost]/[app]/[stream].flv", "/live/livestream.flv", true)]
    [InlineData("[vhost]/[app]/[stream].flv", "/livestream.flv", false)]
    [InlineData("[vhost]/flv/[app]/[stream].flv", "/flv/live/livestream.flv", true)]
    [InlineData("[vhost]/flv/[app]/[stream].flv", "/live/livestream.flv", false)]
    [InlineData("/[app]/[stream]/index.flv", "/live/livestream/index.flv", true)]
    [InlineData("[app]-[stream].flv", "/live-livestream.flv", true)]
    public async Task Mount_Template_DecidesPath(string mount, string path, bool found)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:Mount=" + mount);
        await using var publisher = await PublishAsync(server, 5);

        await using var player = await FlvTestClient.GetAsync(server.HttpPort, path);

        Assert.Equal(found ? HttpStatusCode.OK : HttpStatusCode.NotFound, player.Response.StatusCode);
    }

    [Fact]
    public async Task App_OfSeveralLevels_IsFound()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5, app: "a/b/c");
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, "/a/b/c/livestream.flv");

        await player.ReadFrameAsync(4);
    }

    [Theory]
    [InlineData("/live/livestream.flv", "demo.example.com", HttpStatusCode.OK)]
    [InlineData("/live/livestream.flv", "demo.example.com:8080", HttpStatusCode.OK)]
    [InlineData("/live/livestream.flv?vhost=demo.example.com", "elsewhere", HttpStatusCode.OK)]
    [InlineData("/live/livestream.flv?domain=DEMO.example.com", "elsewhere", HttpStatusCode.OK)]
    [InlineData("/live/livestream.flv", "elsewhere", HttpStatusCode.NotFound)]
    [InlineData("/live/livestream.flv", "off", HttpStatusCode.NotFound)]
    [InlineData("/live/livestream.flv?vhost=off", "demo.example.com", HttpStatusCode.NotFound)]
    [InlineData("/live/livestream.flv", "noflv", HttpStatusCode.NotFound)]
    [InlineData("/live/livestream.flv", "[2001:db8::1]:8080", HttpStatusCode.NotFound)]
    public async Task Vhost_ByHostOrQuery(string path, string host, HttpStatusCode status)
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:HttpRemux:WaitForPublisher=1ms",
            "Srs:Vhosts:demo.example.com:Enabled=true",
            "Srs:Vhosts:off:Enabled=false",
            "Srs:Vhosts:noflv:HttpRemux:Enabled=false");
        await using var publisher = await PublishAsync(server, 5, stream: "livestream?vhost=demo.example.com", key: "demo.example.com");

        await using var player = await FlvTestClient.GetAsync(server.HttpPort, path, host: host);

        Assert.Equal(status, player.Response.StatusCode);
    }

    [Fact]
    public async Task Client_Gone_SessionIsRemoved()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        var player = await FlvTestClient.GetAsync(server.HttpPort, Path);
        await player.ReadFrameAsync(4);
        Assert.Contains(server.Sessions.Sessions, static session => session.Describe()?.Type == "flv-play");

        await player.DisposeAsync();

        await Wait.UntilAsync(() => server.Sessions.Count == 1);
        await server.Log.WaitForAsync("HTTP client");
    }

    [Fact]
    public async Task Kick_BreaksTheConnection()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);
        await player.ReadFrameAsync(4);

        server.Sessions.Sessions.Single(static session => session.Describe()?.Type == "flv-play").End(SessionEndReason.Kicked);

        Assert.False(await player.ReadToEndAsync());
        await server.Log.WaitForAsync("ended: Kicked");
    }

    [Fact]
    public async Task Grace_PublisherReturns_PlayerGoesOn()
    {
        await using var server = await SrsTestServer.StartAsync();
        var first = await PublishAsync(server, 5);
        await using var player = await FlvTestClient.GetAsync(server.HttpPort, Path);
        await player.ReadFrameAsync(4);

        await first.DisposeAsync();
        await Wait.UntilAsync(() => server.Describe("livestream")!.PublisherId is null);
        await using var second = await PublishAsync(server, 9);
        await player.ReadFrameAsync(8);

        AssertMonotonic(player);
    }

    private static async Task<RtmpTestClient> PublishAsync(
        SrsTestServer server, int frames, string stream = "livestream", string app = "live", string key = VhostTable.DefaultName)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort, app);
        await publisher.PublishAsync(stream);
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(frames);
        await Wait.UntilAsync(() => server.Describe(stream.Split('?')[0], app, key)?.Tracks.FirstOrDefault()?.Frames >= frames);
        return publisher;
    }

    private static async Task SendAsync(RtmpTestClient publisher, bool audio, bool video, int frames)
    {
        if (video)
        {
            await publisher.SendVideoAsync(TestMedia.AvcHeader, 0);
        }

        if (audio)
        {
            await publisher.SendAudioAsync(TestMedia.AacHeader, 0);
        }

        for (var i = 0; i < frames; i++)
        {
            if (video)
            {
                await publisher.SendVideoAsync(i == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), (uint)i * 40);
            }

            if (audio)
            {
                await publisher.SendAudioAsync(TestMedia.AacFrame(i), (uint)i * 40);
            }
        }
    }

    private static void AssertMonotonic(FlvTestClient player)
    {
        foreach (var kind in player.Received.Where(static tag => !tag.IsSequenceHeader).GroupBy(static tag => tag.Type))
        {
            var times = kind.Select(static tag => tag.Timestamp).ToList();
            Assert.Equal(times.Order(), times);
        }
    }
}
