using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Hosting;

/// <summary>What Kestrel and the operating system add to an RTMP connection.</summary>
[Trait("Category", "Loopback")]
public sealed class RtmpHostingTests
{
    private const string WithTls = "Srs:Tls:SelfSigned=true";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refusal_Reason_ReachesThePeerBeforeTheEnd(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls);
        await using var client = await ConnectAsync(server, tls);

        await client.CallAsync("publish", 5, 1, "..");

        await client.ReadStatusAsync("NetStream.Publish.BadName");
        Assert.Null(await client.ReadAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ClosedByPeer_SocketIsGivenBackAtOnce(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls, "Srs:MaxConnections=2");
        for (var i = 0; i < 20; i++)
        {
            await using var client = await ConnectAsync(server, tls);
            await client.DisposeAsync();
            await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 0);
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Player_ThatNeverReads_LosesItsSocketAfterStallTimeout(bool pauses, bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls, "Srs:DefaultVhost:Play:StallTimeout=2s");
        await using var publisher = await ConnectAsync(server, tls);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await using var good = await ConnectAsync(server, tls);
        await good.PlayAsync();
        await using var bad = await ConnectAsync(server, tls, receiveBuffer: 4096);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HttpPlayer_ThatNeverReads_IsClosedAfterStallTimeout(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls, "Srs:DefaultVhost:Play:StallTimeout=2s");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);
        await using var good = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await good.PlayAsync();
        using var bad = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await bad.ConnectAsync("127.0.0.1", tls ? server.HttpsPort : server.HttpPort, TestContext.Current.CancellationToken);
        await using var badStream = await GetStreamAsync(bad, tls);
        await badStream.WriteAsync("GET /live/livestream.flv HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);

        using var stop = new CancellationTokenSource();
        var publishing = PublishBigFramesAsync(publisher, good, stop.Token, from: 1200);
        await server.Log.WaitForAsync("ended: SlowConsumer");
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 2, "the bad player's socket to go");
        await stop.CancelAsync();
        await publishing;
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task HttpPlayer_ThatStopsReadingAsTheStreamEnds_IsNotWaitedForLong(bool tls, bool stops)
    {
        await using var server = await SrsTestServer.StartAsync(
            WithTls, $"Srs:DefaultVhost:Play:StallTimeout={(stops ? 60 : 2)}s", "Srs:DefaultVhost:Publish:Grace=0s");
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);
        using var bad = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await bad.ConnectAsync("127.0.0.1", tls ? server.HttpsPort : server.HttpPort, TestContext.Current.CancellationToken);
        await using var badStream = await GetStreamAsync(bad, tls);
        await badStream.WriteAsync("GET /live/livestream.flv HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await server.Log.WaitForAsync(" plays ");
        for (var i = 0; i < 40; i++)
        {
            await publisher.SendVideoAsync(TestMedia.BigFrame(i, 500_000), 1200 + ((uint)i * 40));
        }

        await publisher.DisposeAsync();
        await Wait.UntilAsync(() => server.Sessions.Count == 1, "the publisher to go");
        var start = Stopwatch.GetTimestamp();
        if (stops)
        {
            await server.StopAsync();
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 5);
            return;
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the player to end");
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 0, "the player's socket to go");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WithPlayers_IsQuick(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls);
        await using var publisher = await ConnectAsync(server, tls);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(30);
        await using var player = await ConnectAsync(server, tls);
        await player.PlayAsync();
        await using var waiting = await ConnectAsync(server, tls);
        await waiting.PlayAsync("none");
        await using var half = await RtmpTestClient.OpenAsync(Port(server, tls), tls: tls);
        await using var mute = await RtmpTestClient.OpenAsync(server.RtmpsPort);
        await using var muteToo = await RtmpTestClient.OpenAsync(server.HttpsPort);
        await using var http = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        var held = FlvTestClient.GetAsync(server.HttpPort, "/live/none.flv");
        await Wait.UntilAsync(() => server.Sessions.Count == 6);

        var start = Stopwatch.GetTimestamp();
        await server.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 3);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => held);
        Assert.True(server.Log.Contains("ended: ServerShutdown"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WithPlayerThatNeverReads_IsQuick(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls);
        await using var publisher = await ConnectAsync(server, tls);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await using var good = await ConnectAsync(server, tls);
        await good.PlayAsync();
        await using var bad = await ConnectAsync(server, tls, receiveBuffer: 4096);
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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaxConnections_OneMore_IsClosed_AndThereIsRoomAgain(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls, "Srs:MaxConnections=3");
        await using var publisher = await ConnectAsync(server, tls);
        await publisher.PublishAsync();
        var second = await ConnectAsync(server, tls);
        await using var third = await ConnectAsync(server, tls);

        await AssertRefusedAsync(Port(server, tls));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv"));
        await server.Log.WaitForAsync("one more than the limit of 3 (Srs:MaxConnections)");

        await second.DisposeAsync();
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 2);
        await using var fourth = await ConnectAsync(server, tls);
        Assert.NotNull(server.Describe("livestream")!.PublisherId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kick_ThroughTheRegistry_ClosesTheSocket(bool tls)
    {
        await using var server = await SrsTestServer.StartAsync(WithTls);
        await using var client = await ConnectAsync(server, tls);
        await client.PlayAsync();

        server.Sessions.Sessions.Single().End(SessionEndReason.Kicked);

        await client.ReadToEndAsync();
        await server.Log.WaitForAsync("ended: Kicked");
    }

    /// <summary>The reset may come before the system has told that the connection stands.</summary>
    private static async Task AssertRefusedAsync(int port)
    {
        try
        {
            await using var refused = await RtmpTestClient.OpenAsync(port);
            await refused.ReadToEndAsync();
        }
        catch (SocketException e)
        {
            Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
        }
    }

    private static async Task<Stream> GetStreamAsync(Socket socket, bool tls)
    {
        var stream = new NetworkStream(socket);
        if (!tls)
        {
            return stream;
        }

        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(FlvTestClient.AnyCertificate, TestContext.Current.CancellationToken).WithinLimitAsync();
        return secure;
    }

    private static int Port(SrsTestServer server, bool tls) => tls ? server.RtmpsPort : server.RtmpPort;

    private static Task<RtmpTestClient> ConnectAsync(SrsTestServer server, bool tls, int receiveBuffer = 0) =>
        RtmpTestClient.ConnectAsync(Port(server, tls), receiveBuffer: receiveBuffer, tls: tls);

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
