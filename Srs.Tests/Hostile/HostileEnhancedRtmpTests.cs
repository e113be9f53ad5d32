using System.Buffers;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Hostile;

/// <summary>Damage to the headers of Enhanced RTMP, and codecs that nobody knows, through the whole server.</summary>
[Trait("Category", "Loopback")]
[Collection(AloneCollection.Name)]
public sealed class HostileEnhancedRtmpTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public async Task Publisher_MutatedEnhancedBodies_HarmNobody(int seed)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync("bad");
        await using var player = await RtmpTestClient.ConnectEnhancedAsync(server.RtmpPort, RtmpCapabilities.Full.ToProperties());
        await player.PlayAsync("bad");
        await using var plain = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await plain.PlayAsync("bad");
        var playing = Task.WhenAll(ReadUntilMarkAsync(player), ReadUntilMarkAsync(plain));

        var time = 0u;
        foreach (var (type, body) in Bodies())
        {
            // The front of a body is what is read; coded data is only carried.
            var head = body[..Math.Min(body.Length, 48)];
            await publisher.SendAsync(type, body, 1, time++);
            foreach (var damaged in Mutations.Of(head, 60, seed).Concat(Mutations.Truncations(head[..Math.Min(head.Length, 20)])))
            {
                await publisher.SendAsync(type, damaged, 1, time++);
            }
        }

        // Data waits for the picture that follows it.
        await publisher.SendAsync(RtmpMessageType.DataAmf0, Mark(), 1, time);
        await publisher.SendVideoAsync(TestMedia.AvcHeader, time);
        await publisher.SendVideoAsync(TestMedia.KeyFrame(1), time + 40);
        await playing.WithinLimitAsync();
        await publisher.CallAsync("FCUnpublish", 6, 0, "bad");
        await publisher.ReadStatusAsync("NetStream.Unpublish.Success");
        await server.Log.WaitForAsync("sent damaged media");
        await good.AssertUnharmedAsync();
    }

    [Fact]
    public async Task Publisher_UnknownFourCc_IsPassedOnByteForByte()
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var good = await GoodStream.StartAsync(server);
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync("odd");
        await using var player = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await player.PlayAsync("odd");
        (RtmpMessageType Type, byte[] Body)[] bodies =
        [
            (RtmpMessageType.Video, [0x90, .. "zz99"u8, 1, 2, 3]), (RtmpMessageType.Audio, [0x90, .. "yy99"u8, 4, 5]),
            (RtmpMessageType.Video, [0x91, .. "zz99"u8, 6, 7, 8]), (RtmpMessageType.Audio, [0x91, .. "yy99"u8, 9]),
            (RtmpMessageType.Video, [0xA1, 0, 0, 0, 0, 1]), (RtmpMessageType.Video, [0xA3, 0xFF, 0xFF, 0xFF, 0xFF, 2]),
        ];
        foreach (var (type, body) in bodies)
        {
            await publisher.SendAsync(type, body, 1, 40, type == RtmpMessageType.Video ? 6 : 4);
        }

        while (player.Received.Count(static r => r.IsMedia) < bodies.Length)
        {
            await player.ReadUntilAsync(static r => r.IsMedia);
        }

        Assert.Equal(bodies.Select(static body => body.Body), player.Received.Where(static r => r.IsMedia).Select(static r => r.Payload));
        await good.AssertUnharmedAsync();
    }

    [Theory]
    [InlineData(41)]
    public async Task Player_MutatedCapabilities_HarmNobody(int seed)
    {
        await using var server = await SrsTestServer.StartAsync("Srs:DefaultVhost:Play:StrictFourCc=true", "Srs:DefaultVhost:Play:LegacyHevc=true");
        await using var good = await GoodStream.StartAsync(server);
        var connect = new ArrayBufferWriter<byte>();
        RtmpCommand.Create("connect", 1, AmfValue.Object(
            [("app", "live"), ("tcUrl", "rtmp://127.0.0.1/live"), .. RtmpCapabilities.Full.ToProperties()])).Write(connect);
        var results = new List<bool>();

        foreach (var body in Mutations.Of(connect.WrittenSpan.ToArray(), 150, seed))
        {
            await using var client = await RtmpTestClient.OpenAsync(server.RtmpPort);
            await client.ShakeHandsAsync();
            await client.SendAsync(RtmpMessageType.CommandAmf0, body);
            results.Add(await PlaysAsync(client));
        }

        Assert.Contains(true, results);
        Assert.Contains(false, results);
        await good.AssertUnharmedAsync();
    }

    /// <summary>Every form of header with every codec, whole.</summary>
    private static IEnumerable<(RtmpMessageType Type, byte[] Body)> Bodies()
    {
        foreach (var sample in FlvEnhancedSamples.Videos.Concat(FlvEnhancedSamples.Audios))
        {
            var isVideo = sample.Kind == MediaKind.Video;
            var type = isVideo ? RtmpMessageType.Video : RtmpMessageType.Audio;
            byte[] fourCc = [.. sample.FourCc.Select(static c => (byte)c)];
            var multitrack = (byte)(isVideo ? 0x96 : 0x95);
            var frame = sample.Frames[0];
            yield return (type, [0x90, .. fourCc, .. sample.Config]);
            yield return (type, [0x91, .. fourCc, 0, 0, 0, .. frame]);
            yield return (type, [0x97, 2, 1, 2, 3, 0x01, .. fourCc, 0, 0, 0, .. frame]);
            yield return (type, [multitrack, 0x01, .. fourCc, 3, 0, 0, 0, .. frame]);
            yield return (type, [multitrack, 0x10, .. fourCc, .. Track(0, sample.Config), .. Track(1, sample.Config)]);
            yield return (type, [multitrack, 0x20, .. fourCc, .. Track(0, sample.Config), .. fourCc, .. Track(1, sample.Config)]);
            if (isVideo)
            {
                yield return (type, [0x93, .. fourCc, .. frame]);
                yield return (type, [0x94, .. fourCc, 2, 0, 9, .. "colorInfo"u8, 3, 0, 0, 9]);
                yield return (type, [0xD0, 0]);
            }
            else
            {
                yield return (type, [0x94, .. fourCc, 1, 2, 0, 0, 0, 3]);
            }
        }
    }

    private static byte[] Track(byte id, byte[] bytes) => [id, (byte)(bytes.Length >> 16), (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];

    private static byte[] Mark()
    {
        var body = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create("onMark", true).Write(body);
        return body.WrittenSpan.ToArray();
    }

    private static Task<RtmpReceived> ReadUntilMarkAsync(RtmpTestClient player) =>
        player.ReadUntilAsync(static r => r.Type == RtmpMessageType.DataAmf0 && r.Data!.Name == "onMark");

    private static async Task<bool> PlaysAsync(RtmpTestClient client)
    {
        try
        {
            await client.CallAsync("play", 0, 1, "good");
            await client.ReadUntilAsync(static r => r.Type == RtmpMessageType.Video);
            return true;
        }
        catch (Exception e) when (e is IOException or EndOfStreamException)
        {
            return false;
        }
    }
}
