using System.Net;
using Srs.Media.Protocols.Hls;
using Srs.Tests.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;
using Srs.Web.Endpoints;
using static Srs.Tests.Web.Endpoints.SegmentRequests;

namespace Srs.Tests.Web.Endpoints;

[Trait("Category", "Loopback")]
public sealed class LowLatencyEndpointsTests
{
    private const string NoContext = "Srs:DefaultVhost:Hls:HlsCtx=false";
    private const string Index = "/live/livestream.ll/index.m3u8";

    [Theory]
    [InlineData("/live/a.ll.m3u8", "live", "a", null, null, null)]
    [InlineData("/a/b/c.ll.m3u8", "a/b", "c", null, null, null)]
    [InlineData("/live/a.ll/index.m3u8", "live", "a", null, null, "index.m3u8")]
    [InlineData("/live/a.ll/viewer12/index.m3u8", "live", "a", "viewer12", null, "index.m3u8")]
    [InlineData("/live/a.ll/viewer12/a_720p/index.m3u8", "live", "a", "viewer12", "a_720p", "index.m3u8")]
    [InlineData("/live/a.ll/-/a b/1f-0.mp4", "live", "a", "-", "a b", "1f-0.mp4")]
    [InlineData("/live/a.ll/1f-0.3.m4s", "live", "a", null, null, "1f-0.3.m4s")]
    [InlineData("/a/b.ll/c.ll/viewer12/1f-0.mp4", "a/b.ll", "c", "viewer12", null, "1f-0.mp4")]
    public void TrySplit_PathsOfLowLatencyHls_AreTakenApart(string path, string app, string stream, string? id, string? rendition, string? file)
    {
        Assert.True(LowLatencyRequest.TrySplit(path, out var foundApp, out var foundStream, out var foundId, out var foundRendition, out var foundFile));
        Assert.Equal((app, stream, id, rendition, file), (foundApp, foundStream, foundId, foundRendition, foundFile));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a.ll.m3u8")]
    [InlineData("/live/.ll.m3u8")]
    [InlineData("/live/a.m3u8")]
    [InlineData("/live/a.ll/other.m3u8")]
    [InlineData("/live/a.ll/../../etc/passwd")]
    [InlineData("/live/a.ll/b/c/d/index.m3u8")]
    [InlineData("/live/a.ll/b c/d/index.m3u8")]
    [InlineData("/live/a.ll/b//index.m3u8")]
    [InlineData("/a.ll/b/c/index.m3u8")]
    [InlineData("/live/a.ll/b c/index.m3u8")]
    [InlineData("/live/.ll/index.m3u8")]
    [InlineData("/a.ll/index.m3u8")]
    [InlineData("/live/a.ll/")]
    public void TrySplit_AnyOtherPath_IsLeftAlone(string path) => Assert.False(LowLatencyRequest.TrySplit(path, out _, out _, out _, out _, out _));

    [Fact]
    public async Task Get_Playlist_LeadsToAViewersOwnFolder()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        var master = await GetTextAsync(server, "/live/livestream.ll.m3u8?token=abc");
        var own = master.Split('\n')[2];
        Assert.Matches("^livestream\\.ll/[0-9a-z]+/index\\.m3u8\\?token=abc$", own);
        var id = own.Split('/')[1];
        var media = await GetTextAsync(server, "/live/" + own);
        LowLatencyRules.Check(media);
        var part = LowLatencyRules.Uri(media.Split('\n').Last(static line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal)));
        var bytes = await GetBytesAsync(server, $"/live/livestream.ll/{id}/{part}");
        Assert.InRange(bytes.AsSpan().IndexOf("moof"u8), 4, 200);

        var session = server.Sessions.Find(id)!;
        var info = session.Describe()!;
        Assert.Equal(("hls-play", "livestream.ll.m3u8", "127.0.0.1"), (info.Type, info.Name, info.Ip));

        // What is on its way is counted once it has gone, when the reader may have it already.
        await Wait.UntilAsync(() => session.SentBytes == bytes.Length + media.Length + master.Length, "the bytes to be counted");
    }

    [Fact]
    public async Task Get_BlockingReload_AnswersWhenThePartIsThere()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);
        await GetTextAsync(server, Index);
        var waiting = GetTextAsync(server, Index + "?_HLS_msn=2&_HLS_part=2");
        var hinted = Http.GetAsync(Url(server, await HintAsync(server)), TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => Find(server).Waiting == 2, "the requests");

        await publisher.SendMediaAsync(20, 101 * 40, group: 50);

        LowLatencyRules.Check(await waiting.WithinLimitAsync());
        using var part = await hinted.WithinLimitAsync();
        Assert.Equal(HttpStatusCode.OK, part.StatusCode);
        Assert.Equal("video/mp4", part.Content.Headers.ContentType!.ToString());
        Assert.Equal(1, server.Get<HlsSessions>().Count);
    }

    [Theory]
    [InlineData("_HLS_part=1")]
    [InlineData("_HLS_msn=x")]
    [InlineData("_HLS_msn=-1")]
    [InlineData("_HLS_msn=999999999")]
    [InlineData("_HLS_msn=99999999999999999999999")]
    [InlineData("_HLS_msn=2&_HLS_part=999999")]
    [InlineData("_HLS_msn=2&_HLS_msn=3")]
    [InlineData("_HLS_msn=2&_HLS_part=")]
    public async Task Get_AbsurdDirectives_AreRefusedAtOnce(string query)
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);
        await GetTextAsync(server, Index);

        using var answer = await GetAsync(server, $"{Index}?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task Get_HeadersOfAnswers_LetCachesKeepThem()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);
        var text = await GetTextAsync(server, Index);
        var part = LowLatencyRules.Uri(text.Split('\n').First(static line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal)));

        using var polled = await SendAsync(server, HttpMethod.Head, Index);
        Assert.Equal(("public, max-age=1", text.Length), (polled.Headers.CacheControl!.ToString(), polled.Content.Headers.ContentLength));
        using var blocking = await GetAsync(server, Index + "?_HLS_msn=1");
        Assert.Equal("public, max-age=12", blocking.Headers.CacheControl!.ToString());
        using var same = await SendAsync(server, HttpMethod.Get, Index, ("If-None-Match", polled.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var packed = await SendAsync(server, HttpMethod.Get, Index, ("Accept-Encoding", "gzip"));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        using var whole = await GetAsync(server, "/live/livestream.ll/" + part);
        Assert.Equal("public, max-age=60, immutable", whole.Headers.CacheControl!.ToString());
        using var range = await SendAsync(server, HttpMethod.Get, "/live/livestream.ll/" + part, ("Range", "bytes=4-7"));
        Assert.Equal((HttpStatusCode.PartialContent, 4), (range.StatusCode, range.Content.Headers.ContentLength));
        using var options = await SendAsync(server, HttpMethod.Options, Index);
        Assert.Equal("*", options.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Get_ByHttp2_ManyWaitOnOneConnection()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext, "Srs:Tls:SelfSigned=true");
        await using var publisher = await PublishAsync(server);
        await GetTextAsync(server, Index);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 1 };
        handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        using var http = new HttpClient(handler) { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var address = new Uri($"https://127.0.0.1:{server.HttpsPort}{Index}?_HLS_msn=2&_HLS_part=2");
        var waiting = Enumerable.Range(0, 20).Select(_ => http.GetStringAsync(address, TestContext.Current.CancellationToken)).ToList();
        await Wait.UntilAsync(() => Find(server).Waiting == 20, "the requests");

        await publisher.SendMediaAsync(20, 101 * 40, group: 50);

        var texts = await Task.WhenAll(waiting).WithinLimitAsync();
        Assert.All(texts, text => Assert.Equal(texts[0].Split('\n')[5], text.Split('\n')[5]));
    }

    [Fact]
    public async Task Get_WhenTheServerStops_IsAnswered()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);
        await GetTextAsync(server, Index);
        var waiting = GetAsync(server, Index + "?_HLS_msn=2&_HLS_part=2");
        await Wait.UntilAsync(() => Find(server).Waiting == 1, "the request");

        await server.StopAsync().WithinLimitAsync();

        using var answer = await waiting.WithinLimitAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.OK, $"{answer.StatusCode}");
    }

    [Fact]
    public async Task Get_ViewerGoesWhileWaiting_IsForgotten()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);
        await GetTextAsync(server, Index);
        await using (var http = await RawHttp.ConnectAsync(server.HttpPort))
        {
            await http.SendAsync($"GET {Index}?_HLS_msn=2&_HLS_part=2 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            await Wait.UntilAsync(() => Find(server).Waiting == 1, "the request");
        }

        await Wait.UntilAsync(() => Find(server).Waiting == 0, "its end");
    }

    [Fact]
    public async Task Get_NobodyPublishes_IsNotFound()
    {
        await using var server = await SrsTestServer.StartAsync();

        foreach (var path in new[] { "/live/nobody.ll.m3u8", "/live/nobody.ll/index.m3u8", "/live/nobody.ll/abcdefgh/index.m3u8", "/live/nobody.ll/1-0.m4s" })
        {
            using var answer = await GetAsync(server, path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(0, server.Sessions.Count);
    }

    [Fact]
    public async Task Get_AuthIsOn_NeedsTheViewersFolder()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:Auth:Play=true", "Srs:DefaultVhost:Auth:Keys:k:Type=key", "Srs:DefaultVhost:Auth:Keys:k:Key=opensesame-0123456789-0123456789");
        await using var publisher = await PublishAsync(server);

        using var refused = await GetAsync(server, "/live/livestream.ll.m3u8");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var guessed = await GetAsync(server, "/live/livestream.ll/abcdefgh/index.m3u8");
        Assert.Equal(HttpStatusCode.Unauthorized, guessed.StatusCode);

        var own = (await GetTextAsync(server, "/live/livestream.ll.m3u8?key=opensesame-0123456789-0123456789")).Split('\n')[2];
        var part = LowLatencyRules.Uri((await GetTextAsync(server, "/live/" + own)).Split('\n').First(static line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal)));
        foreach (var (folder, status) in new[] { (own[..own.LastIndexOf('/')], HttpStatusCode.OK), ("livestream.ll", HttpStatusCode.Forbidden), ("livestream.ll/abcdefgh", HttpStatusCode.Forbidden) })
        {
            using var answer = await GetAsync(server, $"/live/{folder}/{part}");
            Assert.Equal(status, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Get_KickedViewer_IsToldTheEnd()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        var own = (await GetTextAsync(server, "/live/livestream.ll.m3u8")).Split('\n')[2];
        var id = own.Split('/')[1];

        (await Http.DeleteAsync(new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/clients/{id}"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Wait.UntilAsync(() => server.Sessions.Find(id) is null, "the end of the viewer");

        using var answer = await GetAsync(server, "/live/" + own);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Get_SwitchedOff_IsClassicHlsOfAnotherStream()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Hls:HlsLowLatency=false");
        await using var publisher = await PublishAsync(server);

        using var answer = await GetAsync(server, "/live/livestream.ll.m3u8");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static LowLatencyStream Find(SrsTestServer server) => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "livestream" })!.LowLatency;

    private static async Task<string> HintAsync(SrsTestServer server) => "/live/livestream.ll/" + LowLatencyRules.Uri((await GetTextAsync(server, Index)).Split('\n')[^2]);
}
