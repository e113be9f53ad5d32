using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Cluster;

/// <summary>Origins and edges as whole servers of this process, over loopback.</summary>
[Trait("Category", "Loopback")]
public sealed class EdgeIntegrationTests
{
    [Fact]
    public async Task Viewers_OfBothProtocols_ShareOnePullThatEndsWithTheLast()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await StartEdgeAsync(origin.RtmpPort);
        await using var publisher = await PublishAsync(origin, 5);
        await using var http = await FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv");
        await http.ReadFrameAsync(4);
        var rtmp = await RtmpTestClient.ConnectAsync(edge.RtmpPort);
        await rtmp.PlayAsync();
        await ReadFrameAsync(rtmp, 4);

        await publisher.SendVideoAsync(TestMedia.InterFrame(5), 5 * 40);
        await http.ReadFrameAsync(5);
        await ReadFrameAsync(rtmp, 5);
        Assert.Equal(Enumerable.Range(0, 6), http.VideoNumbers);
        Assert.Equal(2, origin.Describe("livestream")!.ClientCount);
        Assert.Equal(SourceKind.Pull, edge.Describe("livestream")!.Source);
        Assert.Equal("edge-ingest", edge.Sessions.Find(edge.Describe("livestream")!.PublisherId!)!.Describe()!.Type);

        await http.DisposeAsync();
        await Wait.UntilAsync(() => edge.Describe("livestream")!.ClientCount == 2);
        Assert.Equal(2, origin.Describe("livestream")!.ClientCount);
        await rtmp.DisposeAsync();
        await Wait.UntilAsync(() => origin.Describe("livestream")!.ClientCount == 1, "the end of the pull");
        await edge.Log.WaitForAsync("NobodyWatches");
    }

    [Fact]
    public async Task Viewer_ComesAgain_IsServedByAnotherPull()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await StartEdgeAsync(origin.RtmpPort);
        await using var publisher = await PublishAsync(origin, 3);
        for (var i = 0; i < 3; i++)
        {
            await using (var http = await FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv"))
            {
                await http.ReadFrameAsync(2);
            }

            await Wait.UntilAsync(() => origin.Describe("livestream")!.ClientCount == 1, "the end of the pull");
        }
    }

    [Fact]
    public async Task Viewer_BeforeThePublisherOfTheOrigin_IsServedWhenItComes()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await StartEdgeAsync(origin.RtmpPort);
        var http = FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv");
        await Wait.UntilAsync(() => origin.Describe("livestream") is not null, "the pull");

        await using var publisher = await PublishAsync(origin, 5);

        await using var flv = await http;
        await flv.ReadFrameAsync(4);
    }

    [Fact]
    public async Task Origin_Unreachable_TheNextOneIsTaken()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await StartEdgeAsync(LoopbackPort.Free(), origin.RtmpPort);
        await using var publisher = await PublishAsync(origin, 5);
        await using var http = await FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv");

        await http.ReadFrameAsync(4);

        await edge.Log.WaitForAsync("Edge cannot pull /live/livestream");
    }

    [Fact]
    public async Task Origin_Restarts_ViewersAreKeptThroughTheGrace()
    {
        var port = LoopbackPort.Free();
        await using var edge = await StartEdgeAsync("Srs:DefaultVhost:Publish:Grace=60s", port);
        var first = await SrsTestServer.StartAsync($"Srs:Rtmp:Listen=127.0.0.1:{port}");
        await using var publisher = await PublishAsync(first, 5);
        await using var http = await FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv");
        await http.ReadFrameAsync(4);
        await first.DisposeAsync();
        await edge.Log.WaitForAsync("Edge cannot pull");

        await using var second = await SrsTestServer.StartAsync($"Srs:Rtmp:Listen=127.0.0.1:{port}");
        await using var again = await RtmpTestClient.ConnectAsync(second.RtmpPort);
        await again.PublishAsync();
        await again.SendHeadersAsync();
        await again.SendVideoAsync(TestMedia.KeyFrame(100), 0);
        await again.SendVideoAsync(TestMedia.InterFrame(101), 40);

        await http.ReadFrameAsync(101);
        var times = http.Received.Where(static tag => tag.Type == Media.Containers.Flv.FlvTagType.Video).Select(static tag => tag.Timestamp).ToList();
        Assert.Equal(times.Order(), times);
        Assert.Equal(1, http.Received.Count(static tag => tag is { Type: Media.Containers.Flv.FlvTagType.Video, IsSequenceHeader: true }));
    }

    [Fact]
    public async Task Publisher_OnTheEdge_TakesOverFromThePullAndGivesBack()
    {
        await using var origin = await SrsTestServer.StartAsync();
        await using var edge = await StartEdgeAsync(origin.RtmpPort);
        await using var remote = await PublishAsync(origin, 5);
        await using var http = await FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv");
        await http.ReadFrameAsync(4);

        var local = await RtmpTestClient.ConnectAsync(edge.RtmpPort);
        await local.PublishAsync();
        await local.SendHeadersAsync();
        await local.SendVideoAsync(TestMedia.KeyFrame(100), 0);
        await http.ReadFrameAsync(100);
        await Wait.UntilAsync(() => origin.Describe("livestream")!.ClientCount == 1, "the end of the pull");
        Assert.Equal(SourceKind.Publisher, edge.Describe("livestream")!.Source);
        await local.DisposeAsync();
        await Wait.UntilAsync(() => origin.Describe("livestream")!.ClientCount == 2, "a new pull");

        await remote.SendVideoAsync(TestMedia.KeyFrame(200), 10 * 40);
        await http.ReadFrameAsync(200);
    }

    [Fact]
    public async Task Viewer_WithParameters_HasThemPassedOnAndTheVhostTransformed()
    {
        await using var origin = await SrsTestServer.StartAsync("Srs:Vhosts:ingest.here.example:Enabled=true");
        await using var edge = await StartEdgeAsync(
            "Srs:Vhosts:here.example:Cluster:Mode=remote",
            $"Srs:Vhosts:here.example:Cluster:Origin:0=127.0.0.1:{origin.RtmpPort}",
            "Srs:Vhosts:here.example:Cluster:Vhost=ingest.[vhost]");
        await using var publisher = await RtmpTestClient.ConnectAsync(origin.RtmpPort);
        await publisher.PublishAsync("livestream?vhost=ingest.here.example");
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(3);
        await using var http = await FlvTestClient.GetAsync(edge.HttpPort, "/live/livestream.flv?vhost=here.example&token=abc");

        await http.ReadFrameAsync(2);

        Assert.NotNull(edge.Describe("livestream", vhost: "here.example")!.PublisherId);
        Assert.Equal(2, origin.Describe("livestream", vhost: "ingest.here.example")!.ClientCount);
    }

    [Fact]
    public async Task Origin_IsThisServerItself_RequestIsRefusedAndNothingSpins()
    {
        var port = LoopbackPort.Free();
        await using var edge = await SrsTestServer.StartAsync(
            $"Srs:Rtmp:Listen=127.0.0.1:{port}", "Srs:DefaultVhost:Cluster:Mode=remote", $"Srs:DefaultVhost:Cluster:Origin=127.0.0.1:{port}");
        await using var good = await GoodStream.StartAsync(edge);
        await using var player = await RtmpTestClient.ConnectAsync(edge.RtmpPort);
        await player.PlayAsync("lost");

        await edge.Log.WaitForAsync("from this server itself");
        await edge.Log.WaitForAsync("Edge still cannot pull /live/lost");

        Assert.Single(edge.Log.Lines, static line => line.EventId == 5002);
        Assert.Null(edge.Describe("lost")!.PublisherId);
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Origins_AreEachOthersEdges_TheLoopIsFoundAndFallsApartWithItsViewers()
    {
        var (a, b) = (LoopbackPort.Free(), LoopbackPort.Free());
        await using var first = await SrsTestServer.StartAsync(
            $"Srs:Rtmp:Listen=127.0.0.1:{a}", "Srs:DefaultVhost:Cluster:Mode=remote", $"Srs:DefaultVhost:Cluster:Origin=127.0.0.1:{b}");
        await using var second = await SrsTestServer.StartAsync(
            $"Srs:Rtmp:Listen=127.0.0.1:{b}", "Srs:DefaultVhost:Cluster:Mode=remote", $"Srs:DefaultVhost:Cluster:Origin=127.0.0.1:{a}");
        var player = await RtmpTestClient.ConnectAsync(first.RtmpPort);
        await player.PlayAsync("lost");

        await first.Log.WaitForAsync("from this server itself");
        await player.DisposeAsync();

        await Wait.UntilAsync(() => first.Sessions.Count == 0 && second.Sessions.Count == 0, "the end of the loop");
    }

    [Fact]
    public async Task Origins_AreEachOthersEdgesAndBothAreWatched_NothingGoesRoundWhenThePublisherLeaves()
    {
        var (a, b) = (LoopbackPort.Free(), LoopbackPort.Free());
        await using var first = await StartEdgeAsync($"Srs:Rtmp:Listen=127.0.0.1:{a}", b);
        await using var second = await StartEdgeAsync($"Srs:Rtmp:Listen=127.0.0.1:{b}", a);
        var publisher = await PublishAsync(first, 5);
        var here = await RtmpTestClient.ConnectAsync(first.RtmpPort);
        await here.PlayAsync();
        await ReadFrameAsync(here, 4);
        var there = await RtmpTestClient.ConnectAsync(second.RtmpPort);
        await there.PlayAsync();
        await ReadFrameAsync(there, 4);

        await publisher.DisposeAsync();

        await first.Log.WaitForAsync("from this server itself");
        Assert.Null(first.Describe("livestream")!.PublisherId);
        await here.DisposeAsync();
        await there.DisposeAsync();
        await Wait.UntilAsync(() => first.Sessions.Count == 0 && second.Sessions.Count == 0, "the end of the pulls");
    }

    private static Task<SrsTestServer> StartEdgeAsync(params int[] origins) => StartEdgeAsync("Srs:DefaultVhost:Play:GopCache=true", origins);

    private static Task<SrsTestServer> StartEdgeAsync(string setting, params int[] origins) => StartEdgeAsync(
        [setting, "Srs:DefaultVhost:Cluster:Mode=remote", .. origins.Select(static (port, i) => $"Srs:DefaultVhost:Cluster:Origin:{i}=127.0.0.1:{port}")]);

    private static Task<SrsTestServer> StartEdgeAsync(params string[] settings) => SrsTestServer.StartAsync(settings);

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, int frames)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(frames);
        return publisher;
    }

    private static Task<RtmpReceived> ReadFrameAsync(RtmpTestClient player, int number) =>
        player.ReadUntilAsync(r => r is { Type: RtmpMessageType.Video, IsSequenceHeader: false } && TestMedia.NumberOf(r.Payload) == number);
}
