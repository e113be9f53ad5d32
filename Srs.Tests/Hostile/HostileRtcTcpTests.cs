using System.Net.Sockets;
using Srs.Tests.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Hostile;

/// <summary>WebRTC by TCP: peers that lie about lengths, say nothing sensible, or never read; and those that behave get every picture.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileRtcTcpTests
{
    private static readonly RtcTestOptions Good = new() { Stream = "good", UsesTcp = true };

    [Fact]
    public async Task Tcp_BothWays_PlayerGetsEveryPicture()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var publisher = await RtcTestPublisher.PublishAsync(server, Good);
        await using var player = await RtcTestPlayer.PlayAsync(server, Good);

        await player.WaitForAsync(publisher.Last + 30);

        player.AssertWhole();
    }

    public static TheoryData<string, byte[]> Closed() => new()
    {
        { "too long", [0x08, 0x01, .. new byte[100]] },
        { "longest", [0xFF, 0xFF] },
        { "no protocol of ours", [0, 12, .. "hello, world"u8] },
        { "HTTP", [.. "GET / HTTP/1.1\r\n\r\n"u8] },
    };

    [Theory]
    [MemberData(nameof(Closed))]
    public async Task Frame_IsNone_EndsTheConnectionAtOnce(string name, byte[] bytes)
    {
        await using var server = await RtcTestServer.StartAsync();
        using var client = await ConnectAsync(server);

        await client.SendAsync(bytes, TestContext.Current.CancellationToken);

        Assert.True(await ReadsEndAsync(client), name);
    }

    [Fact]
    public async Task Frames_Mutated_HarmNobody()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var publisher = await RtcTestPublisher.PublishAsync(server, Good);
        await using var player = await RtcTestPlayer.PlayAsync(server, Good);
        await player.WaitForAsync(publisher.Last);
        var check = new IcePeer(player.Session.Credentials, player.Session.Fragment) { Password = "wrong" }.Check(nominates: true);
        byte[] frames = [.. Frame(check), .. Frame([22, 0xFE, 0xFD, .. new byte[60]]), .. Frame([0x80, 96, .. new byte[60]])];
        foreach (var damaged in Mutations.Of(frames, 100))
        {
            using var client = await ConnectAsync(server);
            if (damaged.Length > 0)
            {
                await client.SendAsync(damaged, TestContext.Current.CancellationToken);
            }
        }

        await player.WaitForAsync(publisher.Last + 10);
        player.AssertWhole();
    }

    [Fact]
    public async Task Viewer_NeverReads_IsNoObstacleToOthers()
    {
        await using var server = await RtcTestServer.StartAsync();
        await using var publisher = await RtcTestPublisher.PublishAsync(server, Good);
        await using var player = await RtcTestPlayer.PlayAsync(server, Good);
        await using var stuck = await RtcTestPlayer.PlayAsync(server, Good);
        await stuck.WaitForAsync(publisher.Last);
        stuck.IsReading = false;

        await player.WaitForAsync(publisher.Last + 50);

        player.AssertWhole();
        stuck.IsReading = true;
        await stuck.WaitForAsync(publisher.Last + 10);
    }

    private static byte[] Frame(byte[] datagram) => [(byte)(datagram.Length >> 8), (byte)datagram.Length, .. datagram];

    private static async Task<Socket> ConnectAsync(SrsTestServer server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", server.RtcTcpPort, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<bool> ReadsEndAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().WithinLimitAsync() == 0;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
