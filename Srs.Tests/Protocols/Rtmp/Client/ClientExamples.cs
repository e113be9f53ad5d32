using Srs.Media.Codecs.Aac;
using Srs.Media.Codecs.Nal;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Media.Protocols.HttpFlv;
using Srs.Media.Protocols.Rtmp.Client;

namespace Srs.Tests.Protocols.Rtmp.Client;

/// <summary>The examples of the documentation, which quotes them from here.</summary>
internal static class ClientExamples
{
    public static async Task RecordAsync(string url, string path, CancellationToken cancellationToken)
    {
        await using var client = await RtmpClient.ConnectAsync(url, cancellationToken: cancellationToken);
        await client.PlayAsync(cancellationToken);

        await using (var output = File.Create(path))
        {
            var file = new FlvFileWriter(output);
            while (await client.ReadAsync(cancellationToken) is { } tag)
            {
                using (tag)
                {
                    await file.WriteAsync(tag, cancellationToken);
                }
            }
        }

        await FlvRepair.RepairAsync(path, cancellationToken);
    }

    public static async Task PublishFileAsync(string path, string url, TimeProvider clock, CancellationToken cancellationToken)
    {
        await using var input = File.OpenRead(path);
        await using var file = new FlvFileReader(input);
        await using var client = await RtmpClient.ConnectAsync(url, cancellationToken: cancellationToken);
        await client.PublishAsync(cancellationToken);

        var start = clock.GetTimestamp();
        while (await file.ReadAsync(cancellationToken) is { } tag)
        {
            using (tag)
            {
                if (tag.Timestamp - clock.GetElapsedTime(start) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early, clock, cancellationToken);
                }

                await client.WriteAsync(tag, cancellationToken);
            }
        }
    }

    public static async Task PublishH264Async(Stream h264, Stream aac, string url, double framesPerSecond, CancellationToken cancellationToken)
    {
        await using var client = await RtmpClient.ConnectAsync(url, cancellationToken: cancellationToken);
        await client.PublishAsync(cancellationToken);

        var writer = new FlvAccessUnitWriter(client.WriteAsync);
        var pictures = new AnnexBReader(h264, MediaCodec.H264);
        var sounds = new AdtsReader(aac);
        var soundTime = TimeSpan.Zero;
        for (var number = 0; await pictures.ReadAsync(cancellationToken) is { } picture; number++)
        {
            using (picture)
            {
                var time = TimeSpan.FromSeconds(number / framesPerSecond);
                await writer.WriteH264Async(picture.Memory, time, cancellationToken: cancellationToken);
                while (soundTime <= time && await sounds.ReadAsync(cancellationToken) is { } sound)
                {
                    using (sound)
                    {
                        await writer.WriteAdtsAsync(sound.Memory, soundTime, cancellationToken: cancellationToken);
                        soundTime += TimeSpan.FromSeconds(1024.0 / 44100);
                    }
                }
            }
        }
    }

    public static async Task<int> CountKeyFramesAsync(string url, CancellationToken cancellationToken)
    {
        await using var client = await HttpFlvClient.ConnectAsync(url, cancellationToken: cancellationToken);
        var frames = new FlvFrameReader();
        var keyFrames = 0;
        while (await client.ReadAsync(cancellationToken) is { } tag)
        {
            if (tag.Type == FlvTagType.Script)
            {
                tag.Dispose();
                continue;
            }

            var result = frames.Read(tag.Type, tag.Timestamp, tag.Body);
            using var frame = result.Frame;
            keyFrames += frame is { IsKeyFrame: true } ? 1 : 0;
        }

        return keyFrames;
    }

    public static async Task<string> ExplainAsync(string url, CancellationToken cancellationToken)
    {
        var options = new RtmpClientOptions { AllowUntrustedCertificate = true, ReceiveTimeout = TimeSpan.FromSeconds(5) };
        try
        {
            await using var client = await RtmpClient.ConnectAsync(url, options, cancellationToken);
            await client.PlayAsync(cancellationToken);
            using var tag = await client.ReadAsync(cancellationToken);
            return tag is null ? "The stream has ended." : $"{client.Server.Signature} sends {tag.Type}.";
        }
        catch (RtmpStatusException refusal)
        {
            return $"Refused: {refusal.Code}, {refusal.Description}";
        }
        catch (TimeoutException)
        {
            return "Nobody publishes it, or the server hangs.";
        }
        catch (Exception e) when (e is IOException or Srs.Media.MediaProtocolException)
        {
            return $"The connection broke: {e.Message}";
        }
    }
}
