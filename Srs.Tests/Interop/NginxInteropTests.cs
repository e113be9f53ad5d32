using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>The documented cache of nginx in front of the server: one request of many reaches it.</summary>
[Trait("Category", "Interop")]
[Collection(AloneCollection.Name)]
public sealed partial class NginxInteropTests
{
    private const string NoContext = "Srs:DefaultVhost:Hls:HlsCtx=false";
    private const string OneSecond = "Srs:DefaultVhost:Hls:HlsFragment=1s";

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.GZip }) { Timeout = Wait.Limit };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [RequiresToolFact("nginx")]
    public async Task Hls_PlaylistsAndSegments_AreCachedForAsLongAsTheyMayBe()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext, OneSecond);
        await using var publisher = RunningTool.Publish(Rtmp(server));
        await using var nginx = await NginxCache.StartAsync(server.HttpPort);
        var playlist = await UntilPlaylistAsync(nginx, "/live/livestream.m3u8", "-2.ts");

        Assert.Equal(("MISS", "HIT"), await GetTwiceAsync(server, nginx, "/live/livestream-1.ts"));

        // A playlist is read again once it is a second old.
        var next = await UntilPlaylistAsync(nginx, "/live/livestream.m3u8", "-4.ts");
        Assert.NotEqual(playlist, next);
        await Wait.UntilAsync(() => IsHit(nginx, "/live/livestream.m3u8"), "a playlist from the cache");

        using var live = await Http.GetAsync(Url(nginx, "/live/livestream.ts"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, live.StatusCode);
        using var unknown = await Http.GetAsync(Url(nginx, "/live/nobody.m3u8"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [RequiresToolFact("nginx")]
    public async Task LowLatencyHls_TwoWaitForTheSamePart_TheServerIsAskedOnce()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext);
        await using var publisher = RunningTool.Publish(Rtmp(server));
        await using var nginx = await NginxCache.StartAsync(server.HttpPort);
        Assert.Contains("livestream.ll/index.m3u8", await UntilPlaylistAsync(nginx, "/live/livestream.ll.m3u8", "index.m3u8"), StringComparison.Ordinal);
        var playlist = await UntilPlaylistAsync(nginx, "/live/livestream.ll/index.m3u8", "#EXT-X-PRELOAD-HINT");

        // The segment after the one that is being written: it is a second or more away.
        var first = long.Parse(Sequence().Match(playlist).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var next = first + Segment().Count(playlist) + 1;
        var blocked = $"/live/livestream.ll/index.m3u8?_HLS_msn={next}&_HLS_part=0";
        var (one, two) = (GetAsync(nginx, blocked), GetAsync(nginx, blocked));
        var (a, b) = (await one, await two);

        Assert.Equal(["HIT", "MISS"], new[] { a.Status, b.Status }.Order());
        Assert.Equal(a.Bytes, b.Bytes);
        await AssertAskedOnceAsync(nginx, server, blocked);

        // So is the part that comes next.
        var hint = "/live/livestream.ll/" + Hint().Match(System.Text.Encoding.UTF8.GetString(a.Bytes)).Groups[1].Value;
        var (three, four) = (GetAsync(nginx, hint), GetAsync(nginx, hint));
        Assert.Equal((await three).Bytes, (await four).Bytes);
        await AssertAskedOnceAsync(nginx, server, hint);
    }

    [RequiresToolFact("nginx")]
    public async Task Dash_ManifestAndSegments_AreCached()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext, OneSecond, "Srs:DefaultVhost:Dash:DashFragment=1s");
        await using var publisher = RunningTool.Publish(Rtmp(server));
        await using var nginx = await NginxCache.StartAsync(server.HttpPort);
        await UntilPlaylistAsync(nginx, "/live/livestream.mpd", "r=\"");

        foreach (var name in new[] { "video-init.mp4", "video-1.m4s", "audio-init.mp4", "audio-2.m4s" })
        {
            Assert.Equal(("MISS", "HIT"), await GetTwiceAsync(server, nginx, "/live/livestream/" + name));
        }

        Assert.StartsWith("20", await Http.GetStringAsync(Url(nginx, "/utc-time"), Cancel), StringComparison.Ordinal);
    }

    [RequiresToolFact("nginx")]
    public async Task Ffmpeg_PlaysThroughTheCache_WithoutAWarning()
    {
        await using var server = await SrsTestServer.StartAsync(NoContext, OneSecond);
        await using var publisher = RunningTool.Publish(Rtmp(server));
        await using var nginx = await NginxCache.StartAsync(server.HttpPort);
        await UntilPlaylistAsync(nginx, "/live/livestream.m3u8", "-2.ts");

        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "warning", "-xerror", "-i", Url(nginx, "/live/livestream.m3u8").ToString(), "-t", "6", "-f", "null", "-"]);

        result.AssertSucceeded();
        Assert.Equal("", result.Error);
    }

    private static string Rtmp(SrsTestServer server) => $"rtmp://127.0.0.1:{server.RtmpPort}/live/livestream";

    private static Uri Url(NginxCache nginx, string path) => new($"http://127.0.0.1:{nginx.Port}{path}");

    /// <summary>Asks until the answer has something.</summary>
    private static async Task<string> UntilPlaylistAsync(NginxCache nginx, string path, string expected)
    {
        var text = "";
        await Wait.UntilAsync(
            () =>
            {
                using var answer = Http.Send(new HttpRequestMessage(HttpMethod.Get, Url(nginx, path)), Cancel);
                text = answer.Content.ReadAsStringAsync(Cancel).GetAwaiter().GetResult();
                return answer.IsSuccessStatusCode && text.Contains(expected, StringComparison.Ordinal);
            },
            $"{expected} in {path}");
        return text;
    }

    private static async Task<(string Status, byte[] Bytes)> GetAsync(NginxCache nginx, string path)
    {
        using var answer = await Http.GetAsync(Url(nginx, path), Cancel);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return (answer.Headers.GetValues("X-Cache-Status").Single(), await answer.Content.ReadAsByteArrayAsync(Cancel));
    }

    private static bool IsHit(NginxCache nginx, string path)
    {
        using var answer = Http.Send(new HttpRequestMessage(HttpMethod.Get, Url(nginx, path)), Cancel);
        return answer.Headers.GetValues("X-Cache-Status").Single() == "HIT";
    }

    /// <summary>Asks for what never changes twice; both are what the server itself has.</summary>
    private static async Task<(string First, string Second)> GetTwiceAsync(SrsTestServer server, NginxCache nginx, string path)
    {
        var (first, second) = (await GetAsync(nginx, path), await GetAsync(nginx, path));
        var own = await Http.GetByteArrayAsync(new Uri($"http://127.0.0.1:{server.HttpPort}{path}"), Cancel);
        Assert.True(own.Length > 100);
        Assert.Equal(own, first.Bytes);
        Assert.Equal(own, second.Bytes);
        return (first.Status, second.Status);
    }

    private static async Task AssertAskedOnceAsync(NginxCache nginx, SrsTestServer server, string path)
    {
        await Wait.UntilAsync(() => nginx.Requests.Count(line => line.EndsWith(" " + path, StringComparison.Ordinal)) == 2, "two requests in nginx's log");
        Assert.Single(nginx.Requests, line => line == $"MISS 127.0.0.1:{server.HttpPort} {path}");
        Assert.Single(nginx.Requests, line => line == $"HIT - {path}");
    }

    [GeneratedRegex("#EXT-X-MEDIA-SEQUENCE:([0-9]+)")]
    private static partial Regex Sequence();

    [GeneratedRegex("^#EXTINF:", RegexOptions.Multiline)]
    private static partial Regex Segment();

    [GeneratedRegex("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"([^\"]+)\"")]
    private static partial Regex Hint();
}
