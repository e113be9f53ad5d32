using System.Buffers;
using System.Net.Sockets;
using System.Text;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Hostile;

/// <summary>Clients that mean harm, or know no better; a good stream runs beside them and must not lose a frame.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileRtmpTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "this is not RTMP")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0", "this is TLS")]
    [InlineData("\u0006secret", "RTMPE")]
    [InlineData("\0\0\0\0", "older than 3")]
    public async Task Handshake_NotRtmp_EndsAtTheFirstByte(string bytes, string reason) =>
        await AssertEndsAsync(async (_, client) => await client.SendRawAsync(Encoding.Latin1.GetBytes(bytes)), reason, shakesHands: false);

    [Fact]
    public async Task Chunks_Garbage_EndsWithAReason()
    {
        var garbage = new byte[100_000];
        new Random(7).NextBytes(garbage);
        await AssertEndsAsync(async (_, client) => await client.SendRawAsync(garbage), "broke the protocol");
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(0u)]
    [InlineData(127u)]
    [InlineData(0x80000000u)]
    public async Task ChunkSize_OutOfRange_EndsWithAReason(uint size) =>
        await AssertEndsAsync(async (_, client) => await client.SendAsync(RtmpMessageType.SetChunkSize, BigEndian(size), chunkStreamId: 2), $"RTMP chunk size {size}");

    [Fact]
    public async Task Message_OverTheLimit_EndsWithAReason() =>
        await AssertEndsAsync(
            async (_, client) =>
            {
                await client.ConnectAsync();
                await client.SendRawAsync(new byte[] { 6, 0, 0, 0, 0xFF, 0xFF, 0xFF, 9, 1, 0, 0, 0, 1 });
            },
            "the limit is 1000000",
            "Srs:Rtmp:MaxMessageSize=1000000");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Amf_RecursionBomb_EndsWithAReason(bool isAmf3) =>
        await AssertEndsAsync(async (_, client) => await client.SendAsync(RtmpMessageType.CommandAmf0, Bomb(isAmf3)), "broke the protocol");

    [Fact]
    public async Task Amf_CountBomb_EndsWithAReason()
    {
        byte[] body = [2, 0, 7, .. "connect"u8, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0x0A, 0xFF, 0xFF, 0xFF, 0xFF];
        await AssertEndsAsync(async (_, client) => await client.SendAsync(RtmpMessageType.CommandAmf0, body), "broke the protocol");
    }

    [Fact]
    public async Task Publisher_GarbageAfterPublish_EndsWithAReason()
    {
        var garbage = new byte[100_000];
        new Random(8).NextBytes(garbage);
        garbage[0] = 0xC0;
        await AssertEndsAsync(
            async (_, client) =>
            {
                await client.ConnectAsync();
                await client.PublishAsync("bad");
                await client.SendHeadersAsync();
                await client.SendMediaAsync(5);
                await client.SendRawAsync(garbage);
            },
            "broke the protocol");
    }

    [Fact]
    public async Task Publisher_DamagedMedia_IsDroppedAndCounted()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await client.PublishAsync("bad");
        var random = new Random(9);
        for (var i = 0; i < 2000; i++)
        {
            var body = new byte[random.Next(1, 200)];
            random.NextBytes(body);
            await client.SendAsync(random.Next(2) == 0 ? RtmpMessageType.Audio : RtmpMessageType.Video, body, 1, (uint)random.Next());
        }

        await client.CallAsync("FCUnpublish", 6, 0, "bad");
        await client.ReadStatusAsync("NetStream.Unpublish.Success");

        await server.Log.WaitForAsync("sent damaged media");
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Publisher_NewHeadersAllTheTime_HarmsNobody()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await client.PublishAsync("bad");
        await using var player = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await player.PlayAsync("bad");
        for (var i = 0; i < 500; i++)
        {
            await client.SendVideoAsync(i % 2 == 0 ? TestMedia.AvcHeader : TestMedia.OtherAvcHeader, (uint)i);
            await client.SendVideoAsync(TestMedia.KeyFrame(i), (uint)i);
        }

        await player.ReadUntilAsync(static r => r is { Type: RtmpMessageType.Video, IsSequenceHeader: false } && TestMedia.NumberOf(r.Payload) == 499);
        await good.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../../../tmp/x")]
    [InlineData("%2e%2e")]
    [InlineData("..%2f..%2fetc%2fpasswd")]
    [InlineData("%252e%252e%252f")]
    [InlineData("..\\..\\windows")]
    [InlineData("%5c..%5cx")]
    [InlineData("a\0b")]
    [InlineData("a%00b")]
    [InlineData("a\u0001b")]
    [InlineData("//etc/passwd")]
    [InlineData("C:evil")]
    [InlineData("c%3aevil")]
    [InlineData("CON")]
    [InlineData("nul.txt")]
    [InlineData("COM1")]
    [InlineData("\uFF0E\uFF0E")]
    [InlineData("\u2025")]
    [InlineData("a\u2215b")]
    [InlineData("long")]
    public async Task Name_Dangerous_IsRefusedForPublishAndPlay(string name)
    {
        name = name == "long" ? new string('x', 5000) : name;
        await using var server = await SrsTestServer.StartAsync();
        foreach (var (command, code) in new[] { ("publish", "NetStream.Publish.BadName"), ("play", "NetStream.Play.Failed") })
        {
            await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
            await client.CallAsync(command, 5, 1, name);
            await client.ReadStatusAsync(code);
            await client.ReadToEndAsync();
        }

        Assert.Equal(2, server.Log.Lines.Count(static line => line.Text.Contains("was refused, code 2055", StringComparison.Ordinal)));
        Assert.Empty(server.Streams.Streams);
    }

    [Theory]
    [InlineData("<img onerror=alert(1)>")]
    [InlineData("\"><script>")]
    [InlineData("'; drop table")]
    [InlineData("名前")]
    [InlineData("{0}%s")]
    public async Task Name_OddButHarmless_IsTaken(string name)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);

        await client.PublishAsync(name);

        Assert.Single(server.Streams.Streams);
    }

    [Fact]
    public async Task Client_ThatSendsCommandsAndNeverReads_IsClosed()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Rtmp:IdleTimeout=2s");
        await using var good = await GoodStream.StartAsync(server);
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort, receiveBuffer: 4096);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            var many = new ArrayBufferWriter<byte>();
            var writer = new RtmpChunkWriter();
            var body = new ArrayBufferWriter<byte>();
            RtmpCommand.Create("_checkbw", 9, AmfValue.Null).Write(body);
            for (var i = 0; i < 1000; i++)
            {
                writer.Write(many, new RtmpMessageHeader(RtmpMessageType.CommandAmf0, 3, 0, 0), body.WrittenSpan, default);
            }

            while (true)
            {
                await client.SendRawAsync(many.WrittenMemory).WithinLimitAsync();
            }
        });

        await server.Log.WaitForAsync("ended: IdleTimeout");
        await Wait.UntilAsync(() => server.Get<Srs.Web.Hosting.ConnectionLimit>().Count == 3, "the client's socket to go");
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Memory_DeclaredSixteenMegabytes_FollowsWhatWasSent()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        var before = Measure();
        var clients = new List<RtmpTestClient>();
        for (var i = 0; i < 300; i++)
        {
            var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
            await client.SendRawAsync(new byte[] { 6, 0, 0, 0, 0xFF, 0xFF, 0xFE, 9, 1, 0, 0, 0, 0x17 });
            clients.Add(client);
        }

        Assert.InRange((Measure() - before) / clients.Count, -1_000_000, 60_000);
        await Task.WhenAll(clients.Select(static client => client.DisposeAsync().AsTask()));
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Connections_ThousandsIdleOrHalfShaken_CostLittleAndGo()
    {
        const int EachKind = 2000;
        await using var server = await SrsTestServer.StartAsync("Srs:Rtmp:HandshakeTimeout=8s");
        await using var good = await GoodStream.StartAsync(server);
        var before = Measure();
        var half = new byte[700];
        half[0] = RtmpHandshake.Version;
        var sockets = new List<Socket>();
        for (var i = 0; i < 2 * EachKind; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", server.RtmpPort, TestContext.Current.CancellationToken);
            if (i % 2 == 0)
            {
                await socket.SendAsync(half, TestContext.Current.CancellationToken);
            }

            sockets.Add(socket);
        }

        var most = server.Sessions.Count;
        var bytes = (Measure() - before) / sockets.Count;
        await Wait.UntilAsync(() => server.Sessions.Count == 3, "the connections to be closed");

        Assert.InRange(most, EachKind, (2 * EachKind) + 3);
        Assert.InRange(bytes, 0, 30_000);
        await good.AssertUnharmedAsync();
        sockets.ForEach(static socket => socket.Dispose());
    }

    private static long Measure() => GC.GetTotalMemory(forceFullCollection: true);

    private static byte[] BigEndian(uint value)
    {
        var body = new byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(body, value);
        return body;
    }

    /// <summary>A connect command whose object holds objects that hold objects, far beyond any stack.</summary>
    private static byte[] Bomb(bool isAmf3)
    {
        var body = new List<byte>([2, 0, 7, .. "connect"u8, 0, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0]);
        if (isAmf3)
        {
            body.Add(0x11);
        }

        for (var i = 0; i < 200_000; i++)
        {
            // A property named "a", or a dense array of one element.
            body.AddRange(isAmf3 ? [0x09, 0x03, 0x01] : [3, 0, 1, (byte)'a']);
        }

        return [.. body];
    }

    private static async Task AssertEndsAsync(
        Func<SrsTestServer, RtmpTestClient, Task> attack, string reason, params string[] settings) => await AssertEndsAsync(attack, reason, true, settings);

    private static async Task AssertEndsAsync(
        Func<SrsTestServer, RtmpTestClient, Task> attack, string reason, bool shakesHands, params string[] settings)
    {
        await using var server = await SrsTestServer.StartAsync(settings);
        await using var good = await GoodStream.StartAsync(server);
        await using var client = await RtmpTestClient.OpenAsync(server.RtmpPort);
        if (shakesHands)
        {
            await client.ShakeHandsAsync();
        }

        try
        {
            await attack(server, client);
        }
        catch (IOException)
        {
            // The server need not listen to the end.
        }

        await client.ReadToEndAsync();

        await server.Log.WaitForAsync(reason);
        await Wait.UntilAsync(() => server.Sessions.Count == 3, "the session's end");
        await good.AssertUnharmedAsync();
    }
}
