using Srs.Media.Frames;
using Srs.Media.Transcoding;
using Srs.Tests.Rtp.Payloads;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Transcoding;

/// <summary>Real transcodes. The libraries are in this process here, which no server does.</summary>
public sealed class VideoTranscoderTests
{
    [RequiresToolFact("ffmpeg")]
    public async Task Push_BFrames_IsEachPictureInTheOrderShownWithoutThem()
    {
        var frames = await RtpSamples.ReorderedFramesAsync("libx264", "-bf", "3");

        var pictures = Transcode(frames);

        // The decoder keeps the last ones until more come.
        Assert.InRange(pictures.Count, 72, 75);
        Assert.Equal(frames.Select(static frame => frame.Pts).Order().Take(pictures.Count).Select(static time => time.TotalMilliseconds), pictures.Select(static picture => picture.Time.TotalMilliseconds));
        var types = await ProbeAsync([.. pictures.SelectMany(static picture => picture.Unit)], "frame=pict_type,key_frame");
        Assert.Equal(pictures.Count, types.Count);
        Assert.DoesNotContain(types, static type => type.Contains('B', StringComparison.Ordinal));
        Assert.Equal(frames.Count(static frame => frame.IsKeyFrame), types.Count(static type => type.StartsWith('1')));
        Assert.Equal("Constrained Baseline", (await ProbeAsync([.. pictures.SelectMany(static picture => picture.Unit)], "stream=profile"))[0]);
        frames.ForEach(static frame => frame.Dispose());
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Push_DamagedFrames_CostNoMoreThanTheirGroup()
    {
        var frames = await RtpSamples.ReorderedFramesAsync("libx264", "-bf", "3");

        var pictures = Transcode(frames, damage: 5);

        Assert.InRange(pictures.Count, 25, 75);
        frames.ForEach(static frame => frame.Dispose());
    }

    [RequiresToolFact("ffmpeg")]
    public void New_CodecThatCannotBe_SaysSo()
    {
        var hevc = new TranscodeSettings(MediaCodec.H265, 0, 0, new byte[] { 1 }, MediaCodec.H264, 0);
        var bare = new TranscodeSettings(MediaCodec.H264, 0, 0, default, MediaCodec.H264, 0);

        Assert.Contains("H265", Assert.Throws<TranscodeException>(() => new VideoTranscoder(hevc, static (_, _) => { })).Message, StringComparison.Ordinal);
        Assert.Throws<TranscodeException>(() => new VideoTranscoder(bare, static (_, _) => { }));
    }

    private static List<(byte[] Unit, TimeSpan Time)> Transcode(List<MediaFrame> frames, int damage = 0)
    {
        var pictures = new List<(byte[], TimeSpan)>();
        var settings = new TranscodeSettings(MediaCodec.H264, 0, 0, frames[0].Track.Config, MediaCodec.H264, 0);
        using var transcoder = new VideoTranscoder(settings, (unit, time) => pictures.Add((unit.ToArray(), time)));
        for (var i = 0; i < frames.Count; i++)
        {
            var payload = frames[i].Payload.ToArray();
            transcoder.Push(damage > 0 && i % damage == damage - 1 ? Mutations.Of(payload, 1, i).First() : payload, frames[i].Pts);
        }

        return pictures;
    }

    private static async Task<List<string>> ProbeAsync(byte[] stream, string entries)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe", ["-v", "error", "-f", "h264", "-of", "csv=p=0", "-show_entries", entries, "-i", "pipe:0"], stream);
        Assert.Equal("", result.AssertSucceeded().Error);
        return [.. result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
