using System.Net;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using static Srs.Tests.Web.Endpoints.SegmentRequests;

namespace Srs.Tests.Web.Endpoints;

/// <summary>The first viewer of a stream that is cut on demand, by each kind of playlist.</summary>
[Trait("Category", "Loopback")]
public sealed class HlsOnDemandEndpointsTests
{
    private static readonly StreamKey Key = new(VhostTable.DefaultName, "live", "livestream");

    [Theory]
    [InlineData("livestream.m3u8", "#EXT-X-STREAM-INF")]
    [InlineData("livestream.m3u8?hls_ctx=viewer01", "livestream-0.ts?hls_ctx=viewer01")]
    [InlineData("livestream.ll.m3u8", "#EXT-X-STREAM-INF")]
    [InlineData("livestream.mpd", "<SegmentTimeline>")]
    [InlineData("livestream.ll.mpd", "<SegmentTimeline>")]
    public async Task Get_FirstPlaylist_BeginsTheCuttingAndWaits(string name, string expected)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Hls:HlsOnDemand=true");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        var time = await publisher.SendMediaAsync(101, group: 50);
        await Wait.UntilAsync(() => server.Describe("livestream") is { PublisherId: not null }, "the stream");
        Assert.Null(server.Get<HlsService>().Find(Key));
        Assert.Equal(0, server.Get<SegmentStore>().UsedBytes);

        var answer = Http.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/live/{name}"), TestContext.Current.CancellationToken);
        await Wait.UntilAsync(() => server.Get<HlsService>().Find(Key) is not null, "the cutting");
        for (var i = 0; i < 3; i++)
        {
            time = await publisher.SendMediaAsync(50, time, group: 50);
        }

        using var found = await answer.WithinLimitAsync();
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Contains(expected, await found.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RefusedViewer_BeginsNothing()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Srs:DefaultVhost:Hls:HlsOnDemand=true", "Srs:DefaultVhost:Security:Enabled=true", "Srs:DefaultVhost:Security:Rules=allow publish all; deny play all");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(101, group: 50);
        foreach (var name in new[] { "livestream.m3u8", "livestream.ll.m3u8", "livestream.mpd" })
        {
            using var answer = await Http.GetAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/live/{name}"), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Null(server.Get<HlsService>().Find(Key));
    }
}
