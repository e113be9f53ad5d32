using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Srs.Media.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;
using static Srs.Tests.Web.Endpoints.SegmentRequests;

namespace Srs.Tests.Web.Endpoints;

/// <summary>Answers that are shared by many viewers, some of whom read slowly, leave early or ask for the next thing before they have read the last.</summary>
[Trait("Category", "Loopback")]
public sealed class SegmentReplyTests
{
    private const string NoContext = "Srs:DefaultVhost:Hls:HlsCtx=false";
    private const string Segment = "/live/livestream-0.ts";
    private const string Playlist = "/live/livestream.m3u8";

    /// <summary>More than the sockets of both sides take while nobody reads.</summary>
    private const int FrameBytes = 400_000;

    [Fact]
    public async Task Get_SeveralRequestsAtOnce_AreAnsweredInTurn()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishBigAsync(server);
        var (segment, playlist) = (await GetBytesAsync(server, Segment), await GetBytesAsync(server, Playlist));
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);

        await http.SendAsync(
            Request("GET", Playlist) + Request("GET", Segment) + Request("HEAD", Segment) + Request("GET", Segment, "Range: bytes=188-375\r\n")
            + Request("GET", "/live/livestream-9.ts", "X-Last: 1\r\n") + Request("GET", Playlist, "Connection: close\r\n"));

        var answer = await http.ReadToEndAsync();
        ReadOnlySpan<byte> rest = answer;
        Assert.Equal(playlist, Take(ref rest, "200 OK"));
        Assert.Equal(segment, Take(ref rest, "200 OK"));
        Assert.Empty(Take(ref rest, "200 OK", hasBody: false));
        Assert.Equal(segment[188..376], Take(ref rest, "206 Partial Content"));
        Assert.Equal("The segment is too old.", Encoding.UTF8.GetString(Take(ref rest, "404 Not Found")));
        Assert.Equal(playlist, Take(ref rest, "200 OK"));
        Assert.Equal(0, rest.Length);
    }

    [Fact]
    public async Task Get_SlowReader_GetsAllOfItAndIsCounted()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishBigAsync(server);
        var id = await EnterAsync(server);
        var before = server.Sessions.Find(id)!.SentBytes;
        var whole = await GetBytesAsync(server, Segment);
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);
        await http.SendAsync(Request("GET", $"{Segment}?hls_ctx={id}", "Connection: close\r\n"));
        await http.ReadHeadAsync();
        Assert.InRange(server.Sessions.Find(id)!.SentBytes - before, 0, whole.Length - 1);

        Assert.Equal(whole, await http.ReadToEndAsync());

        await Wait.UntilAsync(() => server.Sessions.Find(id)!.SentBytes == before + whole.Length, "the bytes to be counted");
    }

    [Fact]
    public async Task Get_KickedWhileASegmentIsSent_GetsNoMore()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishBigAsync(server);
        var id = await EnterAsync(server);
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);
        await http.SendAsync(Request("GET", $"{Segment}?hls_ctx={id}") + Request("GET", $"{Playlist}?hls_ctx={id}", "Connection: close\r\n"));
        await http.ReadHeadAsync();

        (await Http.DeleteAsync(new Uri($"http://127.0.0.1:{server.ApiPort}/api/v1/clients/{id}"), TestContext.Current.CancellationToken)).EnsureSuccessStatusCode();
        await Wait.UntilAsync(() => server.Sessions.Find(id) is null, "the end of the viewer");

        var answer = await http.ReadTextAsync();
        Assert.Contains($"HLS stream {id} is EOF", answer[^300..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ReaderLeavesInTheMiddle_IsForgotten()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishBigAsync(server);
        var whole = await GetBytesAsync(server, Segment);
        for (var i = 0; i < 3; i++)
        {
            await using var http = await RawHttp.ConnectAsync(server.HttpPort);
            await http.SendAsync(Request("GET", Segment));
            await http.ReadHeadAsync();
        }

        // Neither the segment nor the others notice.
        Assert.Equal(whole, await GetBytesAsync(server, Segment));
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count <= 2, "the connections to end");
    }

    [Fact]
    public async Task Get_OwnPlaylist_HasTheViewersQueryPackedOrNot()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, segments: 14);
        var id = await EnterAsync(server);
        var path = $"{Playlist}?hls_ctx={id}";
        var text = await GetTextAsync(server, path);
        Assert.Equal(
            server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "livestream" })!.Playlist.Write($"?hls_ctx={id}"), text);

        using var packed = await SendAsync(server, HttpMethod.Get, path, ("Accept-Encoding", "gzip"));

        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        Assert.True(packed.Headers.CacheControl is { Private: true, NoCache: true });
        Assert.Equal(text, await UnpackAsync(packed));
    }

    [Fact]
    public async Task Get_TagOfTheOtherEncoding_IsNotTheSame()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = await PublishAsync(server, segments: 14);
        using var plain = await GetAsync(server, Playlist);
        var tag = plain.Headers.ETag!.ToString();

        using var packed = await SendAsync(server, HttpMethod.Get, Playlist, ("Accept-Encoding", "gzip"), ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, packed.StatusCode);
        using var same = await SendAsync(server, HttpMethod.Get, Playlist, ("Accept-Encoding", "gzip"), ("If-None-Match", $"\"x\", W/{packed.Headers.ETag}"));
        Assert.Equal((HttpStatusCode.NotModified, "Accept-Encoding"), (same.StatusCode, same.Headers.Vary.Single()));

        await publisher.SendMediaAsync(50, 28040, group: 50);
        await Wait.UntilAsync(() => GetTagAsync(server).GetAwaiter().GetResult() != tag, "another tag with another segment");
    }

    private static async Task<string> GetTagAsync(SrsTestServer server)
    {
        using var answer = await SendAsync(server, HttpMethod.Head, Playlist);
        return answer.Headers.ETag!.ToString();
    }

    private static async Task<string> UnpackAsync(HttpResponseMessage packed)
    {
        await using var gzip = new GZipStream(await packed.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks for a playlist, as a viewer does first.</summary>
    /// <returns>The viewer's id.</returns>
    private static async Task<string> EnterAsync(SrsTestServer server) => (await GetTextAsync(server, Playlist)).Split('\n')[2].Split("hls_ctx=")[1];

    private static string Request(string method, string path, string more = "") => $"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n";

    /// <summary>Takes an answer off the front.</summary>
    private static byte[] Take(ref ReadOnlySpan<byte> rest, string status, bool hasBody = true)
    {
        var end = rest.IndexOf("\r\n\r\n"u8) + 4;
        var head = Encoding.ASCII.GetString(rest[..end]);
        Assert.StartsWith($"HTTP/1.1 {status}\r\n", head, StringComparison.Ordinal);
        ReadOnlySpan<byte> body = default;
        rest = rest[end..];
        if (head.Contains("Transfer-Encoding: chunked", StringComparison.Ordinal))
        {
            var line = rest.IndexOf("\r\n"u8);
            body = rest.Slice(line + 2, int.Parse(Encoding.ASCII.GetString(rest[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            rest = rest[(line + 2 + body.Length + 7)..];
        }
        else if (hasBody)
        {
            var length = head.Split("Content-Length: ")[1].Split('\r')[0];
            body = rest[..int.Parse(length, CultureInfo.InvariantCulture)];
            rest = rest[body.Length..];
        }

        return body.ToArray();
    }

    /// <summary>Publishes a segment of many megabytes, and the first picture of the next one.</summary>
    private static async Task<RtmpTestClient> PublishBigAsync(SrsTestServer server)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        for (var i = 0; i <= 25; i++)
        {
            await publisher.SendVideoAsync(TestMedia.BigFrame(i, FrameBytes), (uint)(i * 80));
        }

        await Wait.UntilAsync(() => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "livestream" }) is { ListedSegments: >= 1 }, "the segment");
        return publisher;
    }
}
