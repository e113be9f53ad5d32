using System.Net;
using Srs.Media.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;
using static Srs.Tests.Web.Endpoints.SegmentRequests;

namespace Srs.Tests.Web.Endpoints;

[Trait("Category", "Loopback")]
public sealed class HlsEndpointsTests
{
    private const string NoContext = "Srs:DefaultVhost:Hls:HlsCtx=false";

    [Fact]
    public async Task Get_Playlist_LeadsToAViewersOwnAndItsSegments()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        var master = await GetTextAsync(server, "/live/livestream.m3u8?token=abc");
        var own = master.Split('\n')[2];
        var id = own.Split("hls_ctx=")[1].Split('&')[0];
        Assert.Equal($"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,AVERAGE-BANDWIDTH=1\n/live/livestream.m3u8?hls_ctx={id}&token=abc\n", master);

        var media = await GetTextAsync(server, own);
        Assert.Contains($"\nlivestream-0.ts?hls_ctx={id}&token=abc\n", media, StringComparison.Ordinal);
        var segment = await GetBytesAsync(server, $"/live/livestream-0.ts?hls_ctx={id}");
        Assert.Equal(0x47, segment[0]);

        var session = server.Sessions.Find(id)!;
        var info = session.Describe()!;
        Assert.Equal(("hls-play", "livestream.m3u8", "127.0.0.1"), (info.Type, info.Name, info.Ip));
        await Wait.UntilAsync(() => session.SentBytes == segment.Length + media.Length + master.Length, "the bytes to be counted");
        Assert.Equal(2, server.Describe("livestream")!.ClientCount);
    }

    [Fact]
    public async Task Get_KickedViewer_IsToldTheEnd()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        var own = (await GetTextAsync(server, "/live/livestream.m3u8")).Split('\n')[2];
        var id = own.Split("hls_ctx=")[1];

        (await Http.DeleteAsync(new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/clients/{id}"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Wait.UntilAsync(() => server.Sessions.Find(id) is null, "the end of the viewer");

        foreach (var path in new[] { own, $"/live/livestream-0.ts?hls_ctx={id}" })
        {
            using var answer = await GetAsync(server, path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal($"HLS stream {id} is EOF", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Get_UnknownContext_MakesAViewerWithThatId()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        Assert.Contains("hls_ctx=mine1234", await GetTextAsync(server, "/live/livestream.m3u8?hls_ctx=mine1234"), StringComparison.Ordinal);
        Assert.NotNull(server.Sessions.Find("mine1234"));
    }

    [Theory]
    [InlineData("%2e%2e%2fetc")]
    [InlineData("a%20b")]
    [InlineData("a%00")]
    [InlineData("")]
    public async Task Get_ContextThatIsNoId_IsRefused(string id)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        using var answer = await GetAsync(server, $"/live/livestream.m3u8?hls_ctx={id}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Get_ContextOfAnotherClient_IsRefused()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        var id = server.Describe("livestream")!.PublisherId;

        using var answer = await GetAsync(server, $"/live/livestream.m3u8?hls_ctx={id}");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Get_ContextsOff_GivesTheSameToAllAndCountsThemByAddress()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);

        var one = await GetTextAsync(server, "/live/livestream.m3u8");
        var two = await GetTextAsync(server, "/live/livestream.m3u8");

        Assert.Equal(one, two);
        Assert.Contains("\nlivestream-0.ts\n", one, StringComparison.Ordinal);
        Assert.Equal(1, server.Get<HlsSessions>().Count);
    }

    [Fact]
    public async Task Get_RelativeMaster_NamesThePlaylistAlone()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Hls:HlsMasterM3u8PathRelative=true", "Srs:DefaultVhost:Hls:HlsTsCtx=false");
        await using var publisher = await PublishAsync(server);

        var own = (await GetTextAsync(server, "/live/livestream.m3u8")).Split('\n')[2];

        Assert.StartsWith("livestream.m3u8?hls_ctx=", own, StringComparison.Ordinal);
        Assert.Contains("\nlivestream-0.ts\n", await GetTextAsync(server, "/live/" + own), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_StreamNotPublished_IsNotFound()
    {
        await using var server = await SrsTestServer.StartAsync();

        foreach (var path in new[] { "/live/nobody.m3u8", "/live/nobody.m3u8?hls_ctx=abc" })
        {
            using var answer = await GetAsync(server, path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        }

        Assert.Equal(0, server.Sessions.Count);
    }

    [Fact]
    public async Task Get_BeforeTheFirstSegment_Waits()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        var time = await publisher.SendMediaAsync(10, group: 50);
        var waiting = GetTextAsync(server, "/live/livestream.m3u8");
        await Wait.UntilAsync(() => server.Get<HlsSessions>().Count == 1, "the viewer");

        await publisher.SendMediaAsync(50, time + 2000, group: 50);

        Assert.Contains("livestream-0.ts", await waiting.WithinLimitAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_HeadRangesAndTags_AsHttpSays()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server);
        var whole = await GetBytesAsync(server, "/live/livestream-0.ts");

        using var head = await SendAsync(server, HttpMethod.Head, "/live/livestream-0.ts");
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        Assert.Equal("video/mp2t", head.Content.Headers.ContentType!.ToString());
        Assert.Equal("public, max-age=60", head.Headers.CacheControl!.ToString());
        Assert.Equal("*", head.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

        foreach (var (range, from, length) in new[] { ("bytes=0-187", 0, 188), ("bytes=188-", 188, whole.Length - 188), ("bytes=-188", whole.Length - 188, 188), ("bytes=5-99999999", 5, whole.Length - 5) })
        {
            using var part = await SendAsync(server, HttpMethod.Get, "/live/livestream-0.ts", ("Range", range));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(whole.AsSpan(from, length).ToArray(), await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal(((long?)from, (long?)whole.Length), (part.Content.Headers.ContentRange!.From, part.Content.Headers.ContentRange.Length));
        }

        using var beyond = await SendAsync(server, HttpMethod.Get, "/live/livestream-0.ts", ("Range", "bytes=99999999-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        using var several = await SendAsync(server, HttpMethod.Get, "/live/livestream-0.ts", ("Range", "bytes=0-1,4-5"));
        Assert.Equal(HttpStatusCode.OK, several.StatusCode);
        using var same = await SendAsync(server, HttpMethod.Get, "/live/livestream-0.ts", ("If-None-Match", head.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task Playlist_GzipHeadAndTags_AsHttpSays()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server, segments: 14);
        await Wait.UntilAsync(() => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "livestream" }) is { ListedSegments: >= 14 }, "the segments");
        var text = await GetTextAsync(server, "/live/livestream.m3u8");

        using var packed = await SendAsync(server, HttpMethod.Get, "/live/livestream.m3u8", ("Accept-Encoding", "gzip"));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        await using var gzip = new System.IO.Compression.GZipStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), System.IO.Compression.CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        Assert.Equal(text, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));

        using var head = await SendAsync(server, HttpMethod.Head, "/live/livestream.m3u8");
        Assert.Equal((HttpStatusCode.OK, (long?)text.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        using var same = await SendAsync(server, HttpMethod.Get, "/live/livestream.m3u8", ("If-None-Match", head.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var options = await SendAsync(server, HttpMethod.Options, "/live/livestream.m3u8");
        Assert.Equal("*", options.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Segment_TooOldOrNeverThere_IsNotFoundAtOnce()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        using var answer = await GetAsync(server, "/live/livestream-999.ts");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Segment_AuthIsOn_NeedsTheViewersContext()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:Auth:Play=true", "Srs:DefaultVhost:Auth:Keys:k:Type=key", "Srs:DefaultVhost:Auth:Keys:k:Key=opensesame-0123456789-0123456789");
        await using var publisher = await PublishAsync(server);

        using var refused = await GetAsync(server, "/live/livestream.m3u8");
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var guessed = await GetAsync(server, "/live/livestream.m3u8?hls_ctx=abcdefgh");
        Assert.Equal(HttpStatusCode.Unauthorized, guessed.StatusCode);
        using var open = await GetAsync(server, "/live/livestream-0.ts");
        Assert.Equal(HttpStatusCode.Forbidden, open.StatusCode);

        var own = (await GetTextAsync(server, "/live/livestream.m3u8?key=opensesame-0123456789-0123456789")).Split('\n')[2];
        var segment = (await GetTextAsync(server, own)).Split('\n').First(static line => line.Contains(".ts", StringComparison.Ordinal));
        using var good = await GetAsync(server, "/live/" + segment);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Theory]
    [InlineData("/live/../../../../etc/passwd.ts")]
    [InlineData("/live/..%2f..%2f..%2fetc%2fpasswd.ts")]
    [InlineData("/live/%2e%2e/%2e%2e/secret.ts")]
    [InlineData("/live/%252e%252e%252fsecret.ts")]
    [InlineData("/live/..\\..\\secret.ts")]
    [InlineData("/live/..%5c..%5csecret.ts")]
    [InlineData("/live/secret%00.ts")]
    [InlineData("//etc/passwd.ts")]
    [InlineData("/../secret.ts")]
    [InlineData("/%2e%2e/secret.ts")]
    [InlineData("/live/../secret.m3u8")]
    [InlineData("/%2e%2e%2fsecret.m3u8")]
    [InlineData("/live/a%00b.m3u8")]
    [InlineData("/live/%ff%fe.m3u8")]
    public async Task Get_PathThatLeavesTheFolder_IsRefused(string path)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("hls/live"));
        foreach (var name in new[] { "secret.ts", "secret.m3u8" })
        {
            await File.WriteAllTextAsync(folder.Combine(name), "SECRET", TestContext.Current.CancellationToken);
        }

        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:Hls:HlsPath={folder.Combine("hls")}", "Srs:DefaultVhost:HttpRemux:WaitForPublisher=0s");
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);
        await http.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        var answer = await http.ReadTextAsync();
        Assert.StartsWith("HTTP/1.1 4", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_VeryLongName_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:Hls:HlsPath={folder.FullName}", "Srs:DefaultVhost:HttpRemux:WaitForPublisher=0s");

        foreach (var extension in new[] { ".m3u8", ".ts", ".m4s" })
        {
            using var answer = await GetAsync(server, "/live/" + new string('x', 4000) + extension);
            Assert.InRange((int)answer.StatusCode, 400, 499);
        }
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("..%2fescape")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    public async Task Publish_NameThatLeavesTheFolder_WritesNothing(string name)
    {
        using var folder = new TemporaryFolder();
        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:Hls:HlsPath={folder.Combine("hls")}");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.CallAsync("publish", 5, await publisher.CreateStreamAsync(), name, "live");
        await publisher.ReadStatusAsync("NetStream.Publish.BadName");

        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Get_FilesOfAnEarlierRun_AreServedFromTheFolder()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Combine("live"));
        await File.WriteAllTextAsync(folder.Combine("live/old-1.ts"), "old segment", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Combine("live/notes.txt"), "private", TestContext.Current.CancellationToken);
        await using var server = await SrsTestServer.StartAsync($"Srs:DefaultVhost:Hls:HlsPath={folder.FullName}");

        Assert.Equal("old segment", await GetTextAsync(server, "/live/old-1.ts"));
        using var other = await GetAsync(server, "/live/notes.txt");
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }
}
