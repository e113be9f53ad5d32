using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Srs.Tests.TestSupport;
using static Srs.Tests.Web.Endpoints.SegmentRequests;

namespace Srs.Tests.Web.Endpoints;

[Trait("Category", "Loopback")]
public sealed class DashEndpointsTests
{
    private static readonly XNamespace Ns = "urn:mpeg:dash:schema:mpd:2011";

    [Fact]
    public async Task Get_Manifest_LeadsToInitAndSegmentsOfEachTrack()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        var root = XDocument.Parse(await GetTextAsync(server, "/live/livestream.mpd")).Root!;

        Assert.Equal("livestream/", root.Element(Ns + "BaseURL")!.Value);
        foreach (var name in new[] { "video", "audio" })
        {
            using var init = await GetAsync(server, $"/live/livestream/{name}-init.mp4");
            Assert.Equal((HttpStatusCode.OK, $"{name}/mp4"), (init.StatusCode, init.Content.Headers.ContentType!.ToString()));
            using var segment = await GetAsync(server, $"/live/livestream/{name}-1.m4s");
            Assert.Equal((HttpStatusCode.OK, $"{name}/mp4"), (segment.StatusCode, segment.Content.Headers.ContentType!.ToString()));
        }

        var session = server.Sessions.Sessions.Select(static session => session.Describe()).Single(static info => info!.Type == "dash-play")!;
        Assert.Equal(("livestream.mpd", "127.0.0.1"), (session.Name, session.Ip));
        Assert.Equal(2, server.Describe("livestream")!.ClientCount);
    }

    [Fact]
    public async Task Get_Time_IsThatOfTheServer()
    {
        await using var server = await SrsTestServer.StartAsync();
        var before = DateTimeOffset.Parse("2020-01-01T00:00:00Z", CultureInfo.InvariantCulture);

        using var answer = await GetAsync(server, "/utc-time");

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) > before);
        Assert.Equal(("no-store", "*"), (answer.Headers.CacheControl!.ToString(), answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
    }

    [Fact]
    public async Task Get_LowLatencyManifest_SendsTheSegmentThatIsBeingWritten()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        XElement? root = null;
        await Wait.UntilAsync(
            () =>
            {
                root = XDocument.Parse(GetTextAsync(server, "/live/livestream.ll.mpd").GetAwaiter().GetResult()).Root!;
                return root.Descendants(Ns + "S").First() is var run && (int?)run.Attribute("r") == 2;
            },
            "the open segment");
        Assert.NotNull(root!.Element(Ns + "ServiceDescription"));

        using var answer = await Http.GetAsync(Url(server, "/live/livestream/video-3.m4s"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.TransferEncodingChunked);
        await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var first = new byte[100];
        await body.ReadExactlyAsync(first, TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
        Assert.Equal("styp", System.Text.Encoding.ASCII.GetString(first, 4, 4));
        await publisher.SendMediaAsync(60, 4800, group: 50);
        using var rest = new MemoryStream();
        await body.CopyToAsync(rest, TestContext.Current.CancellationToken).WithinLimitAsync();

        byte[] whole = [.. first, .. rest.ToArray()];
        Assert.Equal(whole, await GetBytesAsync(server, "/live/livestream/video-3.m4s"));
    }

    [Fact]
    public async Task Get_SegmentThatIsNotListedYet_WaitsAndIsEmpty()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);

        var waiting = GetAsync(server, "/live/livestream/video-t99999999.m4s");
        await publisher.SendMediaAsync(60, 4800, group: 50);

        using var answer = await waiting;
        Assert.Equal((HttpStatusCode.OK, "no-store"), (answer.StatusCode, answer.Headers.CacheControl!.ToString()));
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal("styp", System.Text.Encoding.ASCII.GetString(body, 4, 4));
        Assert.DoesNotContain("moof", System.Text.Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Segment_HeadRangesAndTags_AsHttpSays()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        const string Path = "/live/livestream/video-1.m4s";
        var whole = await GetBytesAsync(server, Path);

        using var head = await SendAsync(server, HttpMethod.Head, Path);
        Assert.Equal(whole.Length, head.Content.Headers.ContentLength);
        Assert.Equal("public, max-age=60", head.Headers.CacheControl!.ToString());
        Assert.Equal("*", head.Headers.GetValues("Access-Control-Allow-Origin").Single());

        foreach (var (range, from, length) in new[] { ("bytes=0-99", 0, 100), ("bytes=100-", 100, whole.Length - 100), ("bytes=-100", whole.Length - 100, 100) })
        {
            using var part = await SendAsync(server, HttpMethod.Get, Path, ("Range", range));
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            Assert.Equal(whole.AsSpan(from, length).ToArray(), await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        using var beyond = await SendAsync(server, HttpMethod.Get, Path, ("Range", "bytes=99999999-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        using var same = await SendAsync(server, HttpMethod.Get, Path, ("If-None-Match", head.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact]
    public async Task Manifest_GzipHeadAndTags_AsHttpSays()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server);
        const string Path = "/live/livestream.mpd";
        var text = await GetTextAsync(server, Path);

        using var packed = await SendAsync(server, HttpMethod.Get, Path, ("Accept-Encoding", "gzip"));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        using var head = await SendAsync(server, HttpMethod.Head, Path);
        Assert.Equal((text.Length, "application/dash+xml"), (head.Content.Headers.ContentLength, head.Content.Headers.ContentType!.ToString()));
        using var same = await SendAsync(server, HttpMethod.Get, Path, ("If-None-Match", head.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var options = await SendAsync(server, HttpMethod.Options, Path);
        Assert.Equal("*", options.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Segment_AuthIsOn_NeedsTheQueryOfTheManifest()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:Auth:Play=true", "Srs:DefaultVhost:Auth:Keys:k:Type=key", "Srs:DefaultVhost:Auth:Keys:k:Key=opensesame");
        await using var publisher = await PublishAsync(server, "/live/livestream.mpd?key=opensesame");

        foreach (var path in new[] { "/live/livestream.mpd", "/live/livestream/video-1.m4s", "/live/livestream/video-init.mp4" })
        {
            using var refused = await GetAsync(server, path);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var manifest = await GetAsync(server, "/live/livestream.mpd?key=opensesame");
        Assert.Equal("private, no-cache", manifest.Headers.CacheControl!.ToString().Replace("no-cache, private", "private, no-cache", StringComparison.Ordinal));
        var template = XDocument.Parse(await manifest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Descendants(Ns + "SegmentTemplate").First();
        var media = ((string)template.Attribute("media")!).Replace("$Time$", (string)template.Descendants(Ns + "S").First().Attribute("t")!, StringComparison.Ordinal);
        using var good = await GetAsync(server, "/live/livestream/" + media);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
    }

    [Fact]
    public async Task Get_StreamNotPublished_IsNotFound()
    {
        await using var server = await SrsTestServer.StartAsync();

        foreach (var path in new[] { "/live/nobody.mpd", "/live/nobody.ll.mpd", "/live/nobody/video-1.m4s" })
        {
            using var answer = await GetAsync(server, path);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        Assert.Equal(0, server.Sessions.Count);
    }

    [Theory]
    [InlineData("/live/../../etc/passwd.mpd")]
    [InlineData("/live/..%2f..%2fetc%2fpasswd.mpd")]
    [InlineData("/live/%2e%2e%5csecret.mpd")]
    [InlineData("/live/a%00b.mpd")]
    [InlineData("/%ff%fe.mpd")]
    [InlineData("/.mpd")]
    [InlineData("//.mpd")]
    [InlineData("/live/livestream/video-%00.m4s")]
    [InlineData("/live/livestream/video-99999999999999999999999.m4s")]
    [InlineData("/live/livestream/..%2fvideo-1.m4s")]
    [InlineData("/live/livestream/video--1.m4s")]
    public async Task Get_AbsurdName_IsRefused(string path)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=0s");
        await using var publisher = await PublishAsync(server);
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);
        await http.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 4", await http.ReadTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_VeryLongName_IsRefused()
    {
        await using var server = await SrsTestServer.StartAsync();

        using var answer = await GetAsync(server, "/live/" + new string('x', 4000) + ".mpd");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    /// <summary>Publishes two segments of 2 s, and one that is still open.</summary>
    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, string manifest = "/live/livestream.mpd")
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(120, group: 50);
        await Wait.UntilAsync(
            () =>
            {
                using var answer = Http.Send(new HttpRequestMessage(HttpMethod.Get, Url(server, manifest)));
                using var reader = new StreamReader(answer.Content.ReadAsStream());
                return reader.ReadToEnd().Contains("r=\"1\"", StringComparison.Ordinal);
            },
            "two segments");
        return publisher;
    }
}
