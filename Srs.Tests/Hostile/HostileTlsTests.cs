using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Srs.Tests.TestSupport;
using Srs.Web.Hosting;

namespace Srs.Tests.Hostile;

/// <summary>Bytes of another protocol on every port, while streams run that must not notice.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileTlsTests
{
    private const int Connections = 1000;
    private const int AtOnce = 50;

    /// <summary>A TLS 1.2 ClientHello for localhost with ALPN, as far as its length; what follows is made by the mutations.</summary>
    private static readonly byte[] ClientHello =
    [
        0x16, 3, 1, 0, 0x5B, 1, 0, 0, 0x57, 3, 3, .. Enumerable.Range(0, 32).Select(static i => (byte)i), 0,
        0, 4, 0xC0, 0x2B, 0xC0, 0x2F, 1, 0, 0, 0x2A,
        0, 0, 0, 0x0E, 0, 0x0C, 0, 0, 9, (byte)'l', (byte)'o', (byte)'c', (byte)'a', (byte)'l', (byte)'h', (byte)'o', (byte)'s', (byte)'t',
        0, 0x0A, 0, 4, 0, 2, 0, 0x17, 0, 0x0B, 0, 2, 1, 0, 0, 0x0D, 0, 6, 0, 4, 4, 3, 8, 4,
    ];

    private static readonly byte[][] Garbage =
    [
        [],
        [0],
        [0x16],
        [0x16, 3, 1, 0xFF, 0xFF],
        [0x80, 0x2E, 1, 0, 2],
        [3, .. new byte[1536]],
        [.. Enumerable.Repeat((byte)0xFF, 5000)],
        "GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        "get / http\r\n\r\n"u8.ToArray(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(),
        [0x15, 3, 3, 0, 2, 2, 40],
        [0x17, 3, 3, 0x40, 1, .. new byte[5000]],
        ClientHello,
    ];

    [Fact]
    public async Task AnyPort_BytesOfAnotherProtocol_EndsQuietlyAndHarmsNobody()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:Tls:SelfSigned=true");
        await using (var plain = await GoodStream.StartAsync(server))
        await using (var secure = await GoodStream.StartAsync(server, tls: true, name: "secure"))
        {
            await AttackAsync(server);
            await plain.AssertUnharmedAsync();
            await secure.AssertUnharmedAsync();
        }

        await Wait.UntilAsync(() => server.Sessions.Count == 0 && server.Get<ConnectionLimit>().Count <= 2, "the connections to go");
        Assert.DoesNotContain(server.Log.Lines, static line => line.Level >= LogLevel.Warning);
        Assert.DoesNotContain(server.Log.Lines, static line =>
            line.Level >= LogLevel.Information && line.Category.StartsWith("Microsoft.AspNetCore.Server", StringComparison.Ordinal));
    }

    private static async Task AttackAsync(SrsTestServer server)
    {
        int[] ports = [server.RtmpsPort, server.HttpsPort, server.HttpsApiPort, server.HttpPort, server.RtmpPort];
        await Parallel.ForAsync(
            0,
            Connections,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (i, _) => await SendAsync(ports[i % ports.Length], Make(i)));
    }

    /// <summary>Each kind of garbage in turn, and every other time a ClientHello with a few bytes changed or cut off.</summary>
    private static byte[] Make(int number)
    {
        if (number % 2 == 0)
        {
            return Garbage[number / 2 % Garbage.Length];
        }

        var random = new Random(number);
        var bytes = ClientHello.ToArray();
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes[..random.Next(1, bytes.Length + 1)];
    }

    /// <summary>Sends, says that it was all, and reads what comes; some leave at once instead.</summary>
    private static async Task SendAsync(int port, byte[] bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(bytes);
            if (bytes.Length % 3 == 0)
            {
                socket.LingerState = new LingerOption(true, 0);
                return;
            }

            socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer).WithinLimitAsync() > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset by the server, which is an end too.
        }
    }
}
