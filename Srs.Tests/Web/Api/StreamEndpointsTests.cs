using System.Net;
using System.Text.Json;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Tests.Web.Api;

public sealed class StreamEndpointsTests : ApiServerTests
{
    private static readonly TrackInfo Video = new()
    {
        Kind = MediaKind.Video,
        Codec = MediaCodec.H264,
        Video = new VideoFormat(640, 360, "Baseline", "3"),
    };

    private static readonly TrackInfo Audio = new()
    {
        Kind = MediaKind.Audio,
        Codec = MediaCodec.Aac,
        Audio = new AudioFormat(48000, 2, 16, "LC"),
    };

    [Fact]
    public async Task GetStreams_PublisherAndViewer_MatchesSrs()
    {
        using var lease = await PublishTwoSecondsAsync();
        await Server.PlayAsync(Live);

        var json = await Server.GetAsync("/api/v1/streams/");

        Assert.Equal($$$"""{{{Server.Envelope}}},"streams":[{{{Golden()}}}],"total":1}""", json);
    }

    [Fact]
    public async Task GetStream_KnownId_MatchesSrs()
    {
        using var lease = await PublishTwoSecondsAsync();
        await Server.PlayAsync(Live);

        var json = await Server.GetAsync($"/api/v1/streams/{StreamId}");

        Assert.Equal($$$"""{{{Server.Envelope}}},"stream":{{{Golden()}}}}""", json);
    }

    [Fact]
    public async Task GetStream_OnlyViewer_HasNoPublisherAndNoTracks()
    {
        await Server.PlayAsync(Live);

        var json = await Server.GetAsync($"/api/v1/streams/{StreamId}");

        Assert.Contains("\"publish\":{\"active\":false},\"video\":null,\"audio\":null,\"uptime_ms\":0,", json, StringComparison.Ordinal);
        Assert.EndsWith(",\"dropped_frames\":0,\"jumps\":0,\"tracks\":[]}}", json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetStream_UnknownId_Is2048()
    {
        Assert.Equal("""{"code":2048}""", await Server.GetAsync("/api/v1/streams/vid-0000000"));
    }

    [Fact]
    public async Task GetStream_Hevc_IsNamedAsSrsDoes()
    {
        using var lease = await Server.PublishAsync(Live);
        lease.Announce(Video with { Codec = MediaCodec.H265 });

        var json = await Server.GetAsync($"/api/v1/streams/{StreamId}");

        Assert.Contains("\"video\":{\"codec\":\"HEVC\",", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, 10)]
    [InlineData("?count=5", 0, 5)]
    [InlineData("?count=0", 0, 1)]
    [InlineData("?count=-1", 0, 1)]
    [InlineData("?count=abc", 0, 1)]
    [InlineData("?count=1", 0, 1)]
    [InlineData("?count=3x", 0, 3)]
    [InlineData("?count=99999999999999999999", 0, 12)]
    [InlineData("?start=10", 10, 2)]
    [InlineData("?start=-5", 0, 10)]
    [InlineData("?start=abc&count=4", 0, 4)]
    [InlineData("?start=3&count=4", 3, 4)]
    [InlineData("?start=99999999999999999999", 0, 0)]
    [InlineData("?start=%20%2B2&count=%202", 2, 2)]
    [InlineData("?start=&count=", 0, 10)]
    public async Task GetStreams_Page_IsCutAsSrsDoes(string query, int first, int count)
    {
        for (var i = 0; i < 12; i++)
        {
            await Server.PlayAsync(Live with { Stream = $"s{i}" }, $"viewer{i:00}");
        }

        var expected = Server.Streams.Streams.Select(static s => s.Id).Order(StringComparer.Ordinal).Skip(first).Take(count);

        using var json = JsonDocument.Parse(await Server.GetAsync("/api/v1/streams/" + query));

        Assert.Equal(expected, json.RootElement.GetProperty("streams").EnumerateArray().Select(static s => s.GetProperty("id").GetString()!));
        Assert.Equal(12, json.RootElement.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task GetStreams_NameWithMarkup_LeavesNoMarkup()
    {
        const string Name = "<img src=x onerror=alert(1)>";
        await Server.PlayAsync(Live with { Stream = Name });

        foreach (var path in (string[])["/api/v1/streams/", "/api/v1/clients/", "/api/v1/streams/?callback=f"])
        {
            using var response = await Server.SendAsync(HttpMethod.Get, path);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

            Assert.DoesNotContain("<", text, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        }

        using var json = JsonDocument.Parse(await Server.GetAsync("/api/v1/streams/"));
        Assert.Equal(Name, json.RootElement.GetProperty("streams")[0].GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("/api/v1/streams")]
    [InlineData("/api/v1/vhosts")]
    [InlineData("/api/v1/clients")]
    public async Task Get_WithoutSlash_IsSentThereWithItsQuery(string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, path + "?start=1&count=2");

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(path + "/?start=1&count=2", response.Headers.Location!.OriginalString);
    }

    private string StreamId => Server.Streams.Find(Live)!.Id;

    private async Task<PublishLease> PublishTwoSecondsAsync()
    {
        var lease = await Server.PublishAsync(Live);
        lease.Announce(Video);
        lease.Announce(Audio);
        Server.Streams.OnTick();
        for (var second = 0; second < 2; second++)
        {
            ApiServer.Publish(lease, Video, second, FrameFlags.KeyFrame);
            ApiServer.Publish(lease, Audio, second);
            ApiServer.Publish(lease, Audio, second + 0.5);
            Server.Clock.Advance(TimeSpan.FromSeconds(1));
            Server.Streams.OnTick();
        }

        return lease;
    }

    private string Golden() =>
        $$$"""{"id":"{{{StreamId}}}","name":"livestream","vhost":"{{{Server.Streams.FindVhostId(Live.Vhost)}}}","app":"live","tcUrl":"rtmp://127.0.0.1/live","url":"/live/livestream","live_ms":1795218291129,"clients":2,"frames":6,"audio_frames":4,"video_frames":2,"send_bytes":1206033,"recv_bytes":1470520,"kbps":{"recv_30s":0,"send_30s":0,"recv_10s":0,"send_10s":0,"recv_1s":0,"send_1s":0},"publish":{"active":true,"cid":"5b354445"},"video":{"codec":"H264","profile":"Baseline","level":"3","width":640,"height":360},"audio":{"codec":"AAC","sample_rate":48000,"channel":2,"profile":"LC"},"uptime_ms":2000,"fps":1.00,"gop_ms":1000,"dropped_frames":0,"jumps":0,"tracks":[{"id":0,"kind":"video","codec":"H264","profile":"Baseline","level":"3","width":640,"height":360,"fps":1.00,"gop_ms":1000,"sample_rate":0,"channel":0,"frames":2,"bytes":200,"kbps":{"recv_1s":0,"recv_10s":0,"recv_30s":0}},{"id":0,"kind":"audio","codec":"AAC","profile":"LC","level":"","width":0,"height":0,"fps":2.00,"gop_ms":0,"sample_rate":48000,"channel":2,"frames":4,"bytes":400,"kbps":{"recv_1s":1,"recv_10s":1,"recv_30s":1}}]}""";
}
