using System.Net;
using System.Xml.Linq;
using Srs.Media.Protocols.Hls;
using Srs.Tests.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;
using static Srs.Tests.Web.Endpoints.SegmentRequests;

namespace Srs.Tests.Web.Endpoints;

/// <summary>Streams of several renditions: <c>movie_720p</c> and <c>movie_480p</c> are <c>movie</c>.</summary>
[Trait("Category", "Loopback")]
public sealed class RenditionEndpointsTests
{
    private const string Suffixes = "Srs:DefaultVhost:Renditions:Suffixes=_720p _480p";
    private const string NoContext = "Srs:DefaultVhost:Hls:HlsCtx=false";
    private const string Key = "opensesame-0123456789-0123456789";

    private static readonly string[] Auth = ["Srs:DefaultVhost:Auth:Play=true", "Srs:DefaultVhost:Auth:Keys:k:Type=key", $"Srs:DefaultVhost:Auth:Keys:k:Key={Key}"];

    private static readonly XNamespace Ns = "urn:mpeg:dash:schema:mpd:2011";

    [Fact]
    public async Task Hls_Whole_NamesTheRenditionsAndCountsOneViewer()
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes);
        await using var high = await PublishAsync(server, "movie_720p");
        await using var low = await PublishAsync(server, "movie_480p", TestMedia.OtherAvcHeader);

        var master = await GetTextAsync(server, "/live/movie.m3u8?token=abc");
        var own = UrisOf(master);
        var id = own[0].Split("hls_ctx=")[1].Split('&')[0];
        Assert.Equal([$"/live/movie_720p.m3u8?hls_ctx={id}&token=abc&hls_of=movie", $"/live/movie_480p.m3u8?hls_ctx={id}&token=abc&hls_of=movie"], own);
        Assert.Matches("#EXT-X-STREAM-INF:BANDWIDTH=[1-9][0-9]+,AVERAGE-BANDWIDTH=[1-9][0-9]+,CODECS=\"avc1[^\"]+,mp4a.40.2\",RESOLUTION=638x358,FRAME-RATE=25.000\n", master);
        Assert.Contains(",RESOLUTION=854x480,", master, StringComparison.Ordinal);

        foreach (var uri in own)
        {
            var media = await GetTextAsync(server, uri);
            Assert.Contains("#EXT-X-PROGRAM-DATE-TIME:", media, StringComparison.Ordinal);
            var segment = await GetBytesAsync(server, "/live/" + UrisOf(media)[0]);
            Assert.Equal(0x47, segment[0]);
        }

        var viewer = Assert.Single(server.Sessions.Sessions, static session => session.Describe()?.Type == "hls-play").Describe()!;
        Assert.Equal((id, "movie.m3u8", "movie"), (viewer.Id, viewer.Name, viewer.Stream.Stream));
    }

    [Fact]
    public async Task Hls_ContextsOff_CountsOneViewerAllTheSame()
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes, NoContext);
        await using var high = await PublishAsync(server, "movie_720p");
        await using var whole = await PublishAsync(server, "movie");

        var own = UrisOf(await GetTextAsync(server, "/live/movie.m3u8"));
        Assert.Equal(["/live/movie.m3u8?hls_of=movie", "/live/movie_720p.m3u8?hls_of=movie"], own);
        foreach (var uri in own)
        {
            Assert.Contains("-0.ts\n", await GetTextAsync(server, uri), StringComparison.Ordinal);
        }

        Assert.Equal(1, server.Get<HlsSessions>().Count);
    }

    [Fact]
    public async Task Hls_RelativeNamesInFolders_LeadToTheRenditions()
    {
        await using var server = await SrsTestServer.StartAsync(
            Suffixes, "Srs:DefaultVhost:Hls:HlsMasterM3u8PathRelative=true", "Srs:DefaultVhost:Hls:HlsM3u8File=[app]/[stream]/list.m3u8", "Srs:DefaultVhost:Hls:HlsTsFile=[app]/[stream]/[seq].ts");
        await using var high = await PublishAsync(server, "movie_720p");

        var uri = Assert.Single(UrisOf(await GetTextAsync(server, "/live/movie/list.m3u8")));

        Assert.StartsWith("../movie_720p/list.m3u8?hls_ctx=", uri, StringComparison.Ordinal);
        var address = new Uri(Url(server, "/live/movie/list.m3u8"), uri);
        var segment = UrisOf(await Http.GetStringAsync(address, TestContext.Current.CancellationToken))[0];
        Assert.Equal(0x47, (await Http.GetByteArrayAsync(new Uri(address, segment), TestContext.Current.CancellationToken))[0]);
    }

    [Fact]
    public async Task Hls_AuthIsOn_AViewerOfOneRenditionMayNotSeeTheOther()
    {
        await using var server = await SrsTestServer.StartAsync([Suffixes, .. Auth]);
        await using var high = await PublishAsync(server, "movie_720p");
        await using var low = await PublishAsync(server, "movie_480p");
        await AssertStatusAsync(server, "/live/movie.m3u8", HttpStatusCode.Unauthorized);
        await AssertStatusAsync(server, "/live/movie_720p.m3u8?hls_of=movie", HttpStatusCode.Unauthorized);

        var whole = UrisOf(await GetTextAsync(server, $"/live/movie.m3u8?key={Key}"));
        var segment = UrisOf(await GetTextAsync(server, whole[0]))[0];
        await AssertStatusAsync(server, "/live/" + segment, HttpStatusCode.OK);

        var alone = UrisOf(await GetTextAsync(server, $"/live/movie_480p.m3u8?key={Key}"))[0];
        var id = alone.Split("hls_ctx=")[1].Split('&')[0];
        await AssertStatusAsync(server, $"/live/{segment.Split('?')[0]}?hls_ctx={id}", HttpStatusCode.Forbidden);
        await AssertStatusAsync(server, $"/live/movie_720p.m3u8?hls_ctx={id}&hls_of=movie", HttpStatusCode.ServiceUnavailable);
        await AssertStatusAsync(server, $"/live/movie_720p.m3u8?hls_ctx={id}&hls_of=movie_480p", HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task LowLatency_Whole_NamesTheRenditionsWhichReportEachOther()
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes);
        await using var high = await PublishAsync(server, "movie_720p");
        await using var low = await PublishAsync(server, "movie_480p");

        var own = UrisOf(await GetTextAsync(server, "/live/movie.ll.m3u8?token=abc"));
        var id = own[0].Split('/')[1];
        Assert.Equal([$"movie.ll/{id}/movie_720p/index.m3u8?token=abc", $"movie.ll/{id}/movie_480p/index.m3u8?token=abc"], own);
        foreach (var (uri, other) in new[] { (own[0], "movie_480p"), (own[1], "movie_720p") })
        {
            var media = await GetTextAsync(server, "/live/" + uri);
            LowLatencyRules.Check(media);
            Assert.Contains($"#EXT-X-RENDITION-REPORT:URI=\"../{other}/index.m3u8\",LAST-MSN=", media, StringComparison.Ordinal);
            var part = LowLatencyRules.Uri(media.Split('\n').First(static line => line.StartsWith("#EXT-X-PART:", StringComparison.Ordinal)));
            await AssertStatusAsync(server, $"/live/{uri[..uri.LastIndexOf('/')]}/{part}", HttpStatusCode.OK);
        }

        var viewer = Assert.Single(server.Sessions.Sessions, static session => session.Describe()?.Type == "hls-play").Describe()!;
        Assert.Equal((id, "movie.ll.m3u8", "movie"), (viewer.Id, viewer.Name, viewer.Stream.Stream));
        await AssertStatusAsync(server, $"/live/movie.ll/{id}/other/index.m3u8", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData(NoContext, "movie.ll/-/movie_720p/index.m3u8")]
    [InlineData("Srs:DefaultVhost:Hls:HlsTsCtx=false", null)]
    public async Task LowLatency_WithoutIds_SegmentsAreInAFolderForAll(string setting, string? playlist)
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes, setting);
        await using var high = await PublishAsync(server, "movie_720p");

        var uri = Assert.Single(UrisOf(await GetTextAsync(server, "/live/movie.ll.m3u8")));
        Assert.True(playlist is null || playlist == uri, uri);
        var address = Url(server, "/live/" + uri);
        var segment = new Uri(address, UrisOf(await Http.GetStringAsync(address, TestContext.Current.CancellationToken))[0]);

        Assert.StartsWith("/live/movie.ll/-/movie_720p/", segment.AbsolutePath, StringComparison.Ordinal);
        await AssertStatusAsync(server, segment.AbsolutePath, HttpStatusCode.OK);
        Assert.Equal(1, server.Get<HlsSessions>().Count);
    }

    [Fact]
    public async Task Dash_Whole_HasTheSegmentsOfTheRenditionsInItsFolder()
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes);
        await using var high = await PublishAsync(server, "movie_720p");
        await using var low = await PublishAsync(server, "movie_480p", TestMedia.OtherAvcHeader);

        foreach (var manifest in new[] { "movie.mpd", "movie.ll.mpd" })
        {
            var root = XDocument.Parse(await GetTextAsync(server, "/live/" + manifest)).Root!;
            Assert.Equal("movie/", root.Element(Ns + "BaseURL")!.Value);
            var videos = root.Descendants(Ns + "Representation").Where(static representation => representation.Attribute("width") is not null).ToList();
            Assert.Equal(["638", "854"], videos.Select(static video => (string)video.Attribute("width")!).Distinct());
            foreach (var video in videos)
            {
                var folder = $"/live/movie/{video.Element(Ns + "BaseURL")!.Value}";
                await AssertStatusAsync(server, folder + "video-init.mp4", HttpStatusCode.OK);
                await AssertStatusAsync(server, folder + "video-1.m4s", HttpStatusCode.OK);
                await AssertStatusAsync(server, folder + "audio-1.m4s", HttpStatusCode.OK);
            }
        }

        var viewer = Assert.Single(server.Sessions.Sessions, static session => session.Describe()?.Type == "dash-play").Describe()!;
        Assert.Equal(("movie.mpd", "movie"), (viewer.Name, viewer.Stream.Stream));
        await AssertStatusAsync(server, "/live/other/movie_720p/video-1.m4s", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Dash_AuthIsOn_SegmentsNeedTheCredentialForTheWhole()
    {
        await using var server = await SrsTestServer.StartAsync([Suffixes, .. Auth]);
        await using var high = await PublishAsync(server, "movie_720p");

        await AssertStatusAsync(server, "/live/movie.mpd", HttpStatusCode.Unauthorized);
        await AssertStatusAsync(server, "/live/movie/movie_720p/video-1.m4s", HttpStatusCode.Unauthorized);
        Assert.Contains($"video-t$Time$.m4s?key={Key}", await GetTextAsync(server, $"/live/movie.mpd?key={Key}"), StringComparison.Ordinal);
        await AssertStatusAsync(server, $"/live/movie/movie_720p/video-1.m4s?key={Key}", HttpStatusCode.OK);
    }

    [Fact]
    public async Task Leave_OneRendition_IsNotNamedAnyMore()
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes, "Srs:DefaultVhost:Publish:Grace=0s");
        await using var high = await PublishAsync(server, "movie_720p");
        await using (await PublishAsync(server, "movie_480p"))
        {
            Assert.Equal(2, UrisOf(await GetTextAsync(server, "/live/movie.m3u8")).Count);
        }

        await Wait.UntilAsync(() => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "movie_480p" }) is { IsLive: false }, "the end of the rendition");

        Assert.Contains("movie_720p", Assert.Single(UrisOf(await GetTextAsync(server, "/live/movie.m3u8"))), StringComparison.Ordinal);
        Assert.Contains("movie_720p", Assert.Single(UrisOf(await GetTextAsync(server, "/live/movie.ll.m3u8"))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/live/movie.m3u8")]
    [InlineData("/live/movie.ll.m3u8")]
    [InlineData("/live/movie.mpd")]
    public async Task Get_NoneIsPublished_IsNotFound(string path)
    {
        await using var server = await SrsTestServer.StartAsync(Suffixes);

        await AssertStatusAsync(server, path, HttpStatusCode.NotFound);
    }

    private static List<string> UrisOf(string playlist) => [.. playlist.Split('\n').Where(static line => line.Length > 0 && line[0] != '#')];

    private static async Task AssertStatusAsync(SrsTestServer server, string path, HttpStatusCode expected)
    {
        using var answer = await Http.GetAsync(Url(server, path), TestContext.Current.CancellationToken);
        Assert.True(expected == answer.StatusCode, $"{path}: {answer.StatusCode}, not {expected}");
    }

    /// <summary>Publishes two segments of 2 s, and one that is still open.</summary>
    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, string stream, byte[]? header = null)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync(stream);
        await publisher.SendVideoAsync(header ?? TestMedia.AvcHeader, 0);
        await publisher.SendAudioAsync(TestMedia.AacHeader, 0);
        await publisher.SendMediaAsync(111, group: 50);
        var key = HlsFixture.Key with { Stream = stream };
        await Wait.UntilAsync(
            () => server.Get<HlsService>().Find(key) is { ListedSegments: >= 2 } found && found.LowLatency.GetPlaylist().IsPlayable
                && server.Get<Srs.Media.Protocols.Dash.DashService>().Find(key)?.Find("video-2.m4s") is { Segment.IsComplete: true },
            "the segments");
        return publisher;
    }
}
