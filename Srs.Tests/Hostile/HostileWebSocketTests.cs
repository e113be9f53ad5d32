using Srs.Tests.TestSupport;

namespace Srs.Tests.Hostile;

/// <summary>Peers that break RFC 6455, or flood: their session ends, and nobody else notices.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileWebSocketTests
{
    private const string Path = "/live/good.flv";

    public static TheoryData<string, byte[]> Faults() => new()
    {
        { "unmasked", [0x82, 0x08, 1, 2, 3, 4, 5, 6, 7, 8] },
        { "reserved bits", [0xF2, 0x82, 0, 0, 0, 0, 1, 2] },
        { "reserved opcode", [0x83, 0x80, 0, 0, 0, 0] },
        { "length with its highest bit", [0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0] },
        { "fragmented control", [0x09, 0x80, 0, 0, 0, 0] },
        { "long control", [0x89, 0xFE, 0x01, 0x00, 0, 0, 0, 0] },
        { "continuation of nothing", [0x80, 0x80, 0, 0, 0, 0] },
        { "message in a message", [0x02, 0x80, 0, 0, 0, 0, 0x82, 0x80, 0, 0, 0, 0] },
        { "close of one byte", [0x88, 0x81, 0, 0, 0, 0, 3] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Frame_OutOfProtocol_EndsThisSessionOnly(string name, byte[] frame)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.UpgradeAsync(server.HttpPort, Path);
        Assert.StartsWith("HTTP/1.1 101 ", await http.ReadHeadAsync(), StringComparison.Ordinal);

        await http.SendAsync(frame);

        // The framework sends the status and resets the connection, which may overtake it.
        var told = CloseStatus(await http.ReadToEndAsync());
        Assert.True(told is null or 1002, $"{name}: {told}");
        await server.Log.WaitForAsync("ended: ProtocolError");
        await Wait.UntilAsync(() => server.Sessions.Count == 3);
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Message_Endless_IsClosedAsTooBig()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.UpgradeAsync(server.HttpPort, Path);
        await http.ReadHeadAsync();

        // Tells 2^62 bytes and begins to send them.
        await http.SendAsync([0x82, 0xFF, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. new byte[100_000]]);

        Assert.Equal(1009, CloseStatus(await http.ReadToEndAsync()));
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Messages_WithoutEnd_AreClosedAsFlood()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.UpgradeAsync(server.HttpPort, Path);
        await http.ReadHeadAsync();
        var reading = http.ReadToEndAsync();
        byte[] message = [0x81, 0xFE, 0x80, 0x00, 0, 0, 0, 0, .. new byte[32 * 1024]];

        await SendUntilClosedAsync(http, message);

        _ = await reading;
        await server.Log.WaitForAsync("A player has nothing to send.");
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Pings_ByTheThousand_HarmNobody()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.UpgradeAsync(server.HttpPort, Path);
        await http.ReadHeadAsync();
        var reading = http.ReadToEndAsync();
        byte[] pings = [.. Enumerable.Repeat<byte[]>([0x89, 0x80, 0, 0, 0, 0], 1000).SelectMany(static ping => ping)];

        for (var i = 0; i < 50; i++)
        {
            await http.SendAsync(pings);
        }

        await http.SendAsync([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8]);
        Assert.Equal(1000, CloseStatus(await reading));
        await good.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\n")]
    public async Task Upgrade_OutOfProtocol_IsNoUpgrade(string headers)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var http = await RawHttp.ConnectAsync(server.HttpPort);

        await http.SendAsync($"GET {Path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{headers}\r\n");

        Assert.DoesNotContain(" 101 ", await http.ReadHeadAsync(), StringComparison.Ordinal);
        await good.AssertUnharmedAsync();
    }

    private static async Task SendUntilClosedAsync(RawHttp http, byte[] message)
    {
        try
        {
            for (var i = 0; i < 1000; i++)
            {
                await http.SendAsync(message);
            }

            Assert.Fail("The flood was taken.");
        }
        catch (IOException)
        {
            // Closed, as it should be.
        }
    }

    /// <summary>The status of the close frame among unmasked frames; null when there is none.</summary>
    private static int? CloseStatus(ReadOnlySpan<byte> frames)
    {
        while (frames.Length >= 2)
        {
            var (head, length) = (frames[1] & 0x7F) switch
            {
                126 => (4, (frames[2] << 8) | frames[3]),
                127 => (10, (frames[6] << 24) | (frames[7] << 16) | (frames[8] << 8) | frames[9]),
                var n => (2, n),
            };
            if ((frames[0] & 0xF) == 8)
            {
                return (frames[head] << 8) | frames[head + 1];
            }

            frames = frames[Math.Min(head + length, frames.Length)..];
        }

        return null;
    }
}
