using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.TestSupport;

/// <content>What well-behaved clients say.</content>
internal sealed partial class RtmpTestClient
{
    /// <summary>What connect tells besides the usual, such as <c>capsEx</c>.</summary>
    public List<(string Name, AmfValue Value)> Announced { get; } = [];

    /// <summary>Opens, shakes hands and connects as a client of Enhanced RTMP.</summary>
    public static async Task<RtmpTestClient> ConnectEnhancedAsync(int port, params (string Name, AmfValue Value)[] announced)
    {
        var client = await OpenAsync(port);
        await client.ShakeHandsAsync();
        client.Announced.AddRange(announced);
        await client.ConnectAsync();
        return client;
    }

    /// <summary>Sends connect and reads up to onBWDone.</summary>
    public async Task ConnectAsync(string app = "live", string? tcUrl = null)
    {
        await SendConnectAsync(app, tcUrl);
        await ReadUntilAsync(static message => message.Command?.Name == "onBWDone");
    }

    public Task SendConnectAsync(string app = "live", string? tcUrl = null, double objectEncoding = 0) =>
        SendCommandAsync(RtmpCommand.Create("connect", 1, AmfValue.Object(
            [("app", app), ("tcUrl", tcUrl ?? $"rtmp://127.0.0.1/{app}"), ("objectEncoding", objectEncoding), .. Announced])));

    /// <summary>Creates a message stream and gives its id.</summary>
    public async Task<uint> CreateStreamAsync(double transaction = 4)
    {
        await CallAsync("createStream", transaction, 0);
        var answer = await ReadUntilAsync(message => message.Command is { Name: "_result" } result && result.TransactionId == transaction);
        return (uint)answer.Command!.Argument(0).AsNumber()!.Value;
    }

    /// <summary>Publishes as ffmpeg and OBS do.</summary>
    public async Task<uint> PublishAsync(string stream = "livestream")
    {
        await CallAsync("releaseStream", 2, 0, stream);
        await CallAsync("FCPublish", 3, 0, stream);
        var id = await CreateStreamAsync();
        await CallAsync("publish", 5, id, stream, "live");
        await ReadStatusAsync("NetStream.Publish.Start");
        return id;
    }

    /// <summary>Plays, and reads up to what stands before the first media.</summary>
    public async Task<uint> PlayAsync(string stream = "livestream", params AmfValue[] more)
    {
        var id = await CreateStreamAsync();
        await CallAsync("play", 0, id, [stream, .. more]);
        await ReadUntilAsync(static message => message.Label == "NetStream.Data.Start");
        return id;
    }

    /// <summary>Sends the codec headers of <see cref="TestMedia"/>.</summary>
    public async Task SendHeadersAsync(uint streamId = 1)
    {
        await SendVideoAsync(TestMedia.AvcHeader, 0, streamId);
        await SendAudioAsync(TestMedia.AacHeader, 0, streamId);
    }

    public Task SendVideoAsync(byte[] body, uint timestamp, uint streamId = 1) => SendAsync(RtmpMessageType.Video, body, streamId, timestamp, 6);

    public Task SendAudioAsync(byte[] body, uint timestamp, uint streamId = 1) => SendAsync(RtmpMessageType.Audio, body, streamId, timestamp, 4);

    /// <summary>Sends video and audio, 40 ms apart, a key frame first and then each <paramref name="group"/> frames.</summary>
    /// <returns>The time after the last.</returns>
    public async Task<uint> SendMediaAsync(int frames, uint from = 0, int group = 25, uint streamId = 1)
    {
        for (var i = 0; i < frames; i++)
        {
            await SendVideoAsync(i % group == 0 ? TestMedia.KeyFrame(i) : TestMedia.InterFrame(i), from, streamId);
            await SendAudioAsync(TestMedia.AacFrame(i), from, streamId);
            from += 40;
        }

        return from;
    }
}
