using System.Diagnostics;
using System.Net.Sockets;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Hosting;

/// <summary>What Kestrel and the operating system add to an RTMP connection.</summary>
[Trait("Category", "Loopback")]
public sealed class RtmpHostingTests
{
    [Fact]
    public async Task Refusal_Reason_ReachesThePeerBeforeTheEnd()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);

        await client.CallAsync("publish", 5, 1, "..");

        await client.ReadStatusAsync("NetStream.Publish.BadName");
        Assert.Null(await client.ReadAsync());
    }

    [Fact]
    public async Task ClosedByPeer_SocketIsGivenBackAtOnce()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:MaxConnections=2");
        for (var i = 0; i < 20; i++)
        {
            await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
            await client.DisposeAsync();
            await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Player_ThatNeverReads_LosesItsSocketAfterStallTimeout(bool pauses)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:StallTimeout=2s");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await using var good = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await good.PlayAsync();
        await using var bad = await RtmpTestClient.ConnectAsync(server.RtmpPort, receiveBuffer: 4096);
        await bad.PlayAsync();

        using var stop = new CancellationTokenSource();
        var publishing = PublishBigFramesAsync(publisher, good, stop.Token);
        await WaitUntilBlockedAsync(server, bad);
        if (pauses)
        {
            await bad.CallAsync("pause", 0, 1, true, 0);
        }

        await server.Log.WaitForAsync("SlowConsumer");
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 2, "the bad player's socket to go");
        await stop.CancelAsync();
        await publishing;
    }

    [Fact]
    public async Task HttpPlayer_ThatNeverReads_IsClosedAfterStallTimeout()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:StallTimeout=2s");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);
        await using var good = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await good.PlayAsync();
        using var bad = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await bad.ConnectAsync("127.0.0.1", server.HttpPort, TestContext.Current.CancellationToken);
        await bad.SendAsync("GET /live/livestream.flv HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        using var stop = new CancellationTokenSource();
        var publishing = PublishBigFramesAsync(publisher, good, stop.Token, from: 1200);
        await server.Log.WaitForAsync("ended: SlowConsumer");
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 2, "the bad player's socket to go");
        await stop.CancelAsync();
        await publishing;
    }

    [Fact]
    public async Task Stop_WithPlayers_IsQuick()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);
        await using var player = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await player.PlayAsync();
        await using var waiting = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await waiting.PlayAsync("none");
        await using var half = await RtmpTestClient.OpenAsync(server.RtmpPort);
        await using var http = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        var held = FlvTestClient.GetAsync(server.HttpPort, "/live/none.flv");
        await Wait.UntilAsync(() => server.Sessions.Count == 6);

        var start = Stopwatch.GetTimestamp();
        await server.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
        Assert.True(server.Log.Contains("ended: ServerShutdown"));
    }

    [Fact]
    public async Task Stop_WithPlayerThatNeverReads_IsQuick()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await using var good = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await good.PlayAsync();
        await using var bad = await RtmpTestClient.ConnectAsync(server.RtmpPort, receiveBuffer: 4096);
        await bad.PlayAsync();
        using var stop = new CancellationTokenSource();
        var publishing = PublishBigFramesAsync(publisher, good, stop.Token);
        await WaitUntilBlockedAsync(server, bad);
        await stop.CancelAsync();
        await publishing;

        var start = Stopwatch.GetTimestamp();
        await server.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
    }

    [Fact]
    public async Task MaxConnections_OneMore_IsClosed_AndThereIsRoomAgain()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:MaxConnections=3");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        var second = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await using var third = await RtmpTestClient.ConnectAsync(server.RtmpPort);

        await using var refused = await RtmpTestClient.OpenAsync(server.RtmpPort);
        await refused.ReadToEndAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv"));
        await server.Log.WaitForAsync("one more than the limit of 3 (Srs:MaxConnections)");

        await second.DisposeAsync();
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 2);
        await using var fourth = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        Assert.NotNull(server.Describe("livestream")!.PublisherId);
    }

    [Fact]
    public async Task Kick_ThroughTheRegistry_ClosesTheSocket()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await client.PlayAsync();

        server.Sessions.Sessions.Single().End(SessionEndReason.Kicked);

        await client.ReadToEndAsync();
        await server.Log.WaitForAsync("ended: Kicked");
    }

    /// <summary>Waits until the player that has taken fewest bytes gets no more, however much the system buffers.</summary>
    private static async Task WaitUntilBlockedAsync(SrsTestServer server, RtmpTestClient bad)
    {
        var before = -1L;
        var unchanged = 0;
        await Wait.UntilAsync(
            () =>
            {
                var sent = server.Sessions.Sessions.Where(static s => s.Describe()?.Type == "rtmp-play").Min(static s => s.SentBytes);
                unchanged = sent == before && sent - bad.BytesRead > 100_000 ? unchanged + 1 : 0;
                before = sent;
                return unchanged > 100;
            },
            "the bad player's output to fill");
    }

    /// <summary>Publishes 50 kB frames at 25 a second's time but faster, while a good player must get each of them.</summary>
    private static async Task PublishBigFramesAsync(RtmpTestClient publisher, RtmpTestClient good, CancellationToken stop, uint from = 0)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await publisher.SendVideoAsync(TestMedia.BigFrame(i, 50_000), from + (uint)i * 40);
            var frame = await good.ReadUntilAsync(r => r.Payload.Length > 40_000);
            Assert.Equal(i, TestMedia.NumberOf(frame.Payload));
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
