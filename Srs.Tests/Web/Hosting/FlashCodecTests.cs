using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Tests.Containers.Flv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Hosting;

/// <summary>What Flash-era encoders send reaches both kinds of players byte for byte.</summary>
[Trait("Category", "Loopback")]
public sealed class FlashCodecTests
{
    public static readonly TheoryData<string, FlvTagType, byte[][]> Bodies = new()
    {
        { "Sorenson", FlvTagType.Video, Vector("sorenson-160x120.flv", FlvTagType.Video) },
        { "Screen video", FlvTagType.Video, [[0x13, 0x40, 0xA0, 0x40, 0x78, 1], [0x23, 2, 3, 4, 5, 6]] },
        { "VP6", FlvTagType.Video, [[0x14, 0x08, 0x78, 0x46, 1, 2], [0x24, 0x08, 0xFE, 3], [0x34, 0x08, 0xFE, 4]] },
        { "VP6 with alpha", FlvTagType.Video, [[0x15, 0x00, 0, 0, 9, 0x78, 0x46, 1, 2], [0x25, 0x00, 0, 0, 3, 1, 2]] },
        { "Screen video 2", FlvTagType.Video, [[0x16, 0x40, 0xA0, 0x40, 0x78, 0, 1], [0x26, 9, 8, 7, 6]] },
        { "unknown video", FlvTagType.Video, [[0x18, 1, 2, 3], [0x28, 4, 5, 6]] },
        { "Speex by ffmpeg", FlvTagType.Audio, Vector("speex-16000-mono.flv", FlvTagType.Audio) },
        { "Speex by Flash", FlvTagType.Audio, [[0xB2, 0x3C, 1, 2], [0xB2, 0x3C, 3, 4]] },
        { "Nellymoser", FlvTagType.Audio, [[0x66, 1, 2, 3], [0x66, 4, 5, 6]] },
        { "Nellymoser 8 kHz", FlvTagType.Audio, [[0x52, 1, 2, 3], [0x5A, 4, 5, 6]] },
        { "Nellymoser 16 kHz", FlvTagType.Audio, [[0x4A, 1, 2, 3], [0x4A, 4, 5, 6]] },
        { "G.711 A-law", FlvTagType.Audio, [[0x76, 0xD5, 0xD4], [0x76, 0xD5, 0xD5]] },
        { "G.711 µ-law", FlvTagType.Audio, [[0x82, 0xFF, 0xFE], [0x82, 0xFF, 0xFF]] },
        { "ADPCM", FlvTagType.Audio, [[0x1F, 1, 2], [0x1F, 3, 4]] },
        { "PCM", FlvTagType.Audio, [[0x3D, 1, 2], [0x00, 3, 4]] },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Publish_ReachesRtmpAndHttpFlvUntouched(string codec, FlvTagType type, byte[][] bodies)
    {
        await using var server = await SrsTestServer.StartAsync();
        await using var player = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await player.PlayAsync();
        await using var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();

        // An HTTP player waits until the tracks count as complete, after a second of the stream.
        await SendAsync(publisher, type, bodies[0], 0);
        await SendAsync(publisher, type, bodies[0], 1040);
        await Wait.UntilAsync(() => server.Describe("livestream")?.Tracks.Length == 1, codec);
        await using var http = await FlvTestClient.GetAsync(server.HttpPort, "/live/livestream.flv");
        await ReadFileHeaderAsync(publisher, http);
        for (var i = 0; i < bodies.Length; i++)
        {
            await SendAsync(publisher, type, bodies[i], (uint)(1080 + (i * 40)));
        }

        // Data waits for the picture that follows it.
        await publisher.SendAsync(RtmpMessageType.DataAmf0, Mark("onMark"), 1, 2200);
        await SendAsync(publisher, type, bodies[0], 2240);
        await player.ReadUntilAsync(static r => r.Data?.Name == "onMark");
        while (!IsMark(await http.ReadAsync(), "onMark"))
        {
        }

        byte[][] all = [bodies[0], bodies[0], .. bodies];
        Assert.Equal(all, player.Received.Where(static r => r.IsMedia).Select(static r => r.Payload));
        Assert.Equal(bodies, http.Received.Where(static tag => tag.Type != FlvTagType.Script).Select(static tag => tag.Body).TakeLast(bodies.Length));
    }

    /// <summary>An HTTP player that has got something is there for what follows.</summary>
    private static async Task ReadFileHeaderAsync(RtmpTestClient publisher, FlvTestClient http)
    {
        var reading = http.ReadAsync();
        while (!reading.IsCompleted)
        {
            await publisher.SendAsync(RtmpMessageType.DataAmf0, Mark("onBegin"), 1, 1060);
            await Task.WhenAny(reading, Task.Delay(20, TestContext.Current.CancellationToken));
        }

        Assert.NotNull(await reading);
    }

    private static byte[] Mark(string name)
    {
        var body = new ArrayBufferWriter<byte>();
        RtmpDataMessage.Create(name, true).Write(body);
        return body.WrittenSpan.ToArray();
    }

    private static bool IsMark(FlvReceived? tag, string name)
    {
        Assert.NotNull(tag);
        return tag.Type == FlvTagType.Script && RtmpDataMessage.Read(RtmpMessageType.DataAmf0, tag.Body).Name == name;
    }

    private static async Task SendAsync(RtmpTestClient publisher, FlvTagType type, byte[] body, uint time) =>
        await (type == FlvTagType.Video ? publisher.SendVideoAsync(body, time) : publisher.SendAudioAsync(body, time));

    private static byte[][] Vector(string name, FlvTagType type) =>
        [.. FlvSamples.ReadTags(name).Where(tag => tag.Header.Type == type).Select(static tag => tag.Body)];
}
