using System.Buffers;
using System.Net.WebSockets;
using Srs.Media.Containers.Flv;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

/// <summary>FLV over WebSocket, over the real server.</summary>
[Trait("Category", "Loopback")]
public sealed class WebSocketFlvTests
{
    private const string Path = "/live/livestream.flv";

    [Fact]
    public async Task Play_GivesTheFileInBinaryMessages()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 30);
        using var socket = await ConnectAsync(server, origin: "http://elsewhere.example");

        var numbers = await ReadUntilAsync(socket, 29);

        Assert.Equal(Enumerable.Range(25, 5), numbers);
        var session = server.Sessions.Sessions.Select(static s => s.Describe()!).Single(static s => !s.IsPublisher);
        Assert.Equal(("flv-play", "livestream.flv"), (session.Type, session.Name));
    }

    [Fact]
    public async Task Play_ByTls_GivesTheFileInBinaryMessages()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true");
        await using var publisher = await PublishAsync(server, 30);
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;

        await socket.ConnectAsync(new Uri($"wss://127.0.0.1:{server.HttpsPort}{Path}"), TestContext.Current.CancellationToken).WithinLimitAsync();

        Assert.Equal(Enumerable.Range(25, 5), await ReadUntilAsync(socket, 29));
    }

    [Fact]
    public async Task Play_StreamEnds_ClosesNormally()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Publish:Grace=100ms");
        await using var publisher = await PublishAsync(server, 5);
        using var socket = await ConnectAsync(server);
        _ = await ReadUntilAsync(socket, 4);

        await publisher.DisposeAsync();

        Assert.Equal(WebSocketCloseStatus.NormalClosure, await ReadToCloseAsync(socket));
        Assert.Equal("The stream has ended.", socket.CloseStatusDescription);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        await server.Log.WaitForAsync("ended: PublisherGone");
        await Wait.UntilAsync(() => server.Sessions.Count == 0);
    }

    [Fact]
    public async Task Play_PeerCloses_IsAnswered()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        using var socket = await ConnectAsync(server);
        _ = await ReadUntilAsync(socket, 4);

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "enough", TestContext.Current.CancellationToken).WithinLimitAsync();

        Assert.Equal(WebSocketState.Closed, socket.State);
        await server.Log.WaitForAsync("ended: PeerClosed");
        await Wait.UntilAsync(() => server.Sessions.Count == 1);
    }

    [Fact]
    public async Task Play_Kicked_ClosesWithReason()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        using var socket = await ConnectAsync(server);
        _ = await ReadUntilAsync(socket, 4);

        server.Sessions.Sessions.Single(static session => session.Describe()?.Type == "flv-play").End(SessionEndReason.Kicked);

        Assert.Equal(WebSocketCloseStatus.PolicyViolation, await ReadToCloseAsync(socket));
        await server.Log.WaitForAsync("ended: Kicked");
    }

    [Fact]
    public async Task Play_ServerStops_ClosesWithReason()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        using var socket = await ConnectAsync(server);
        _ = await ReadUntilAsync(socket, 4);

        var stopping = server.StopAsync();

        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, await ReadToCloseAsync(socket));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", TestContext.Current.CancellationToken);
        await stopping.WithinLimitAsync();
    }

    [Theory]
    [InlineData("/live/none.flv", "404")]
    [InlineData("/live/%2e%2e.flv", "403")]
    [InlineData("/live/livestream.mp3", "404")]
    public async Task Play_Refused_IsAnsweredBeforeTheUpgrade(string path, string status)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:HttpRemux:WaitForPublisher=1ms");
        await using var publisher = await PublishAsync(server, 5);
        await using var http = await RawHttp.UpgradeAsync(server.HttpPort, path);

        Assert.StartsWith($"HTTP/1.1 {status} ", await http.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_BeforePublish_Waits()
    {
        await using var server = await SrsTestServer.StartAsync();
        var connecting = ConnectAsync(server);
        await Wait.UntilAsync(() => server.Describe("livestream")?.ClientCount == 1);
        Assert.False(connecting.IsCompleted);
        await using var publisher = await PublishAsync(server, 5);

        using var socket = await connecting;

        Assert.Equal([0, 1, 2, 3, 4], await ReadUntilAsync(socket, 4));
    }

    [Fact]
    public async Task Play_PeerSays_IsIgnored()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var publisher = await PublishAsync(server, 5);
        using var socket = await ConnectAsync(server);
        _ = await ReadUntilAsync(socket, 4);

        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: false, TestContext.Current.CancellationToken);
        await socket.SendAsync(new byte[40_000], WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);
        await socket.SendAsync(Array.Empty<byte>(), WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
        await publisher.SendVideoAsync(TestMedia.InterFrame(5), 200);

        Assert.Equal([5], await ReadUntilAsync(socket, 5));
    }

    [Fact]
    public async Task Play_PeerTakesNothing_IsClosedAsSlow()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:StallTimeout=1s");
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(5);
        await using var http = await RawHttp.UpgradeAsync(server.HttpPort, Path);
        Assert.StartsWith("HTTP/1.1 101 ", await http.ReadHeadAsync(), StringComparison.Ordinal);

        for (var i = 0; i < 60; i++)
        {
            await publisher.SendVideoAsync(TestMedia.BigFrame(i, 500_000), 200 + ((uint)i * 40));
        }

        await server.Log.WaitForAsync("ended: SlowConsumer");
        await Wait.UntilAsync(() => server.Sessions.Count == 1);
    }

    private static async Task<ClientWebSocket> ConnectAsync(SrsTestServer server, string? origin = null)
    {
        var socket = new ClientWebSocket();
        if (origin is not null)
        {
            socket.Options.SetRequestHeader("Origin", origin);
        }

        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{server.HttpPort}{Path}"), TestContext.Current.CancellationToken).WithinLimitAsync();
        return socket;
    }

    /// <summary>Reads tags up to the video frame of that number; gives the numbers of all of them.</summary>
    private static async Task<List<int>> ReadUntilAsync(ClientWebSocket socket, int last)
    {
        var bytes = new List<byte>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            bytes.AddRange(buffer.AsSpan(0, result.Count));
            var numbers = Parse([.. bytes]);
            if (numbers.Contains(last))
            {
                return numbers;
            }
        }
    }

    private static List<int> Parse(byte[] bytes)
    {
        // What is read later in the same connection has no file header any more.
        ReadOnlySpan<byte> signature = "FLV"u8;
        byte[] header = bytes.AsSpan().StartsWith(signature) ? [] : [.. signature, 1, 5, 0, 0, 0, 9, 0, 0, 0, 0];
        var rest = new ReadOnlySequence<byte>([.. header, .. bytes]);
        var demuxer = new FlvDemuxer();
        var numbers = new List<int>();
        while (demuxer.TryRead(ref rest, out var tag, out var body))
        {
            var frame = body.ToArray();
            if (tag.Type == FlvTagType.Video && frame[1] == 1)
            {
                numbers.Add(TestMedia.NumberOf(frame));
            }
        }

        return numbers;
    }

    private static async Task<WebSocketCloseStatus?> ReadToCloseAsync(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        while ((await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken).AsTask().WithinLimitAsync()).MessageType != WebSocketMessageType.Close)
        {
        }

        return socket.CloseStatus;
    }

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, int frames)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync(frames);
        await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks.FirstOrDefault()?.Frames >= frames);
        return publisher;
    }
}
