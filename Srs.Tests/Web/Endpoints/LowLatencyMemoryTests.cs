using Srs.Media.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

[Trait("Category", "Perf")]
[Collection(AloneCollection.Name)]
public sealed class LowLatencyMemoryTests
{
    private const int Viewers = 1000;
    private const string Index = "/live/livestream.ll/index.m3u8";

    /// <summary>Blocked requests are what most of the viewers of low-latency HLS are at any time.</summary>
    [Fact]
    public async Task Get_BlockedRequests_HoldLittleOverIdleConnections()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Hls:HlsCtx=false", "Logging:LogLevel:Default=Warning");
        await using var publisher = await SegmentRequests.PublishAsync(server);
        var stream = server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "livestream" })!.LowLatency;
        var viewers = new List<RawHttp>();
        for (var i = 0; i < Viewers; i++)
        {
            viewers.Add(await RawHttp.ConnectAsync(server.HttpPort));
        }

        // All at once, as the requests to come: blocks that Kestrel keeps for the next burst are nobody's.
        foreach (var viewer in viewers)
        {
            await viewer.SendAsync($"HEAD {Index} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        foreach (var viewer in viewers)
        {
            await viewer.ReadHeadAsync();
        }

        var idle = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var viewer in viewers)
        {
            await viewer.SendAsync($"GET {Index}?_HLS_msn=2&_HLS_part=0 HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }

        await Wait.UntilAsync(() => stream.Waiting == Viewers, "the requests");
        var blocked = GC.GetTotalMemory(forceFullCollection: true);
        TestContext.Current.TestOutputHelper?.WriteLine($"{(blocked - idle) / Viewers} bytes a blocked request, {ThreadPool.ThreadCount} threads");
        Assert.True((blocked - idle) / Viewers < 4096, $"{(blocked - idle) / Viewers} bytes a blocked request");

        await publisher.SendMediaAsync(20, 101 * 40, group: 50);
        await Wait.UntilAsync(() => stream.Waiting == 0, "the answers");
        foreach (var viewer in viewers)
        {
            Assert.StartsWith("HTTP/1.1 200", await viewer.ReadHeadAsync(), StringComparison.Ordinal);
            await viewer.DisposeAsync();
        }
    }
}
