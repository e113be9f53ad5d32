using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Tests.Containers.MpegTs;
using Srs.Tests.Rtp.Payloads;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Interop;

/// <summary>Our payloads read by ffmpeg and GStreamer, and theirs by us: every picture decodes to the same samples.</summary>
[Trait("Category", "Interop")]
public sealed class RtpPayloadInteropTests
{
    private static readonly string[] H264 = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "3", "-x264-params", "slices=2"];
    private static readonly string[] H265 = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:bframes=3:open-gop=0"];
    private static readonly string[] Vp8 = ["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"];
    private static readonly string[] Vp9 = ["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "1M"];
    private static readonly string[] Digests = ["-fps_mode", "passthrough", "-f", "framemd5"];

    private const byte PayloadType = 96;

    [RequiresToolFact("ffmpeg")]
    public Task H264WithBFrames_PlayedByFfmpeg_IsTheSource() => PlayWithFfmpegAsync(MediaCodec.H264, "h264", H264, "H264/90000");

    [RequiresToolFact("ffmpeg")]
    public Task H265WithBFrames_PlayedByFfmpeg_IsTheSource() => PlayWithFfmpegAsync(MediaCodec.H265, "hevc", H265, "H265/90000");

    [RequiresToolFact("ffmpeg")]
    public Task Vp8_PlayedByFfmpeg_IsTheSource() => PlayWithFfmpegAsync(MediaCodec.Vp8, "ivf", Vp8, "VP8/90000");

    [RequiresToolFact("ffmpeg")]
    public Task Vp9_PlayedByFfmpeg_IsTheSource() => PlayWithFfmpegAsync(MediaCodec.Vp9, "ivf", Vp9, "VP9/90000");

    [RequiresToolFact("ffmpeg")]
    public Task H264WithBFrames_SentByFfmpeg_IsTheSource() => ReceiveFromFfmpegAsync(MediaCodec.H264, "h264", H264);

    [RequiresToolFact("ffmpeg")]
    public Task H265WithBFrames_SentByFfmpeg_IsTheSource() => ReceiveFromFfmpegAsync(MediaCodec.H265, "hevc", H265);

    [RequiresToolFact("ffmpeg")]
    public Task Vp8_SentByFfmpeg_IsTheSource() => ReceiveFromFfmpegAsync(MediaCodec.Vp8, "ivf", Vp8);

    [RequiresToolFact("ffmpeg")]
    public Task Vp9_SentByFfmpeg_IsTheSource() => ReceiveFromFfmpegAsync(MediaCodec.Vp9, "ivf", Vp9);

    [RequiresToolFact("gst-launch-1.0")]
    public Task H264_PlayedByGStreamer_IsTheSource() => PlayWithGStreamerAsync(MediaCodec.H264, "h264", H264, "rtph264depay", "!", "h264parse", "!", "avdec_h264");

    [RequiresToolFact("gst-launch-1.0")]
    public Task H265_PlayedByGStreamer_IsTheSource() => PlayWithGStreamerAsync(MediaCodec.H265, "hevc", H265, "rtph265depay", "!", "h265parse", "!", "avdec_h265");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Vp8_PlayedByGStreamer_IsTheSource() => PlayWithGStreamerAsync(MediaCodec.Vp8, "ivf", Vp8, "rtpvp8depay", "!", "vp8dec");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Vp9_PlayedByGStreamer_IsTheSource() => PlayWithGStreamerAsync(MediaCodec.Vp9, "ivf", Vp9, "rtpvp9depay", "!", "vp9dec");

    [RequiresToolFact("gst-launch-1.0")]
    public Task H264_SentByGStreamer_IsTheSource() =>
        ReceiveFromGStreamerAsync(MediaCodec.H264, "h264", H264, "h264parse", "rtph264pay", "aggregate-mode=zero-latency", "config-interval=-1");

    [RequiresToolFact("gst-launch-1.0")]
    public Task H265_SentByGStreamer_IsTheSource() =>
        ReceiveFromGStreamerAsync(MediaCodec.H265, "hevc", H265, "h265parse", "rtph265pay", "aggregate-mode=zero-latency", "config-interval=-1");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Vp8_SentByGStreamer_IsTheSource() =>
        ReceiveFromGStreamerAsync(MediaCodec.Vp8, "ivf", Vp8, "ivfparse", "rtpvp8pay", "picture-id-mode=15-bit");

    [RequiresToolFact("gst-launch-1.0")]
    public Task Vp9_SentByGStreamer_IsTheSource() =>
        ReceiveFromGStreamerAsync(MediaCodec.Vp9, "ivf", Vp9, "ivfparse", "vp9parse", "!", "video/x-vp9,alignment=super-frame", "!", "rtpvp9pay", "picture-id-mode=15-bit");

    [RequiresToolFact("ffmpeg")]
    public async Task Opus_PlayedByFfmpeg_IsTheSource()
    {
        var source = await MakeSoundAsync("mpegts", "-c:a", "libopus", "-ac", "2");
        var frames = OpusFrames(source);
        var packets = RtpSamples.ToRtp(RtpSamples.Packetize(new AudioPacketizer(MediaCodec.Opus), frames), PayloadType);

        var played = await RtpTools.PlayWithFfmpegAsync(packets, PayloadType, "audio", "opus/48000/2", "-c", "copy", "-f", "framemd5");

        var expected = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-i", "pipe:0", "-c", "copy", "-f", "framemd5", "-"], source);
        Assert.Equal(DigestsOf(expected.AssertSucceeded()), DigestsOf(played.AssertSucceeded()));
        frames.ForEach(static frame => frame.Dispose());
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Opus_SentByFfmpeg_IsTheSource()
    {
        var source = await MakeSoundAsync("mpegts", "-c:a", "libopus", "-ac", "2");
        using var depacketizer = new AudioDepacketizer(MediaCodec.Opus);

        var datagrams = await RtpTools.SendWithFfmpegAsync(source, "-f", "mpegts", "-i", "pipe:0", "-c", "copy");
        var units = RtpSamples.Depacketize(depacketizer, RtpSamples.FromRtp(datagrams));

        var frames = OpusFrames(source);
        Assert.Equal(frames.Select(static frame => Convert.ToHexString(frame.Payload.Span)), units.Select(static unit => Convert.ToHexString(unit.Payload.Span)));
        Assert.All(units.Zip(units.Skip(1)), static pair => Assert.Equal(960u, pair.Second.Timestamp - pair.First.Timestamp));
        frames.ForEach(static frame => frame.Dispose());
        units.ForEach(static unit => unit.Payload.Dispose());
    }

    [RequiresToolFact("ffmpeg")]
    public Task G711MuLaw_PlayedByFfmpeg_IsTheSource() => PlaySoundWithFfmpegAsync(MediaCodec.G711MuLaw, "mulaw", "PCMU/8000", "-ar", "8000", "-ac", "1");

    [RequiresToolFact("ffmpeg")]
    public Task G711ALaw_PlayedByFfmpeg_IsTheSource() => PlaySoundWithFfmpegAsync(MediaCodec.G711ALaw, "alaw", "PCMA/8000", "-ar", "8000", "-ac", "1");

    [RequiresToolFact("ffmpeg")]
    public Task G722_PlayedByFfmpeg_IsTheSource() => PlaySoundWithFfmpegAsync(MediaCodec.G722, "g722", "G722/8000", "-ar", "16000", "-ac", "1");

    private static async Task PlaySoundWithFfmpegAsync(MediaCodec codec, string format, string mapping, params string[] encoder)
    {
        const int BytesPerFrame = 160;
        var source = await MakeSoundAsync(format, encoder);
        var track = new TrackInfo { Kind = MediaKind.Audio, Codec = codec };
        var frames = source.Chunk(BytesPerFrame).Select((bytes, i) => TsSamples.Frame(track, bytes, i * 20)).ToList();
        var packets = RtpSamples.ToRtp(RtpSamples.Packetize(new AudioPacketizer(codec), frames), PayloadType);

        var played = await RtpTools.PlayWithFfmpegAsync(packets, PayloadType, "audio", mapping, "-c", "copy", "-f", format);

        Assert.Equal(source, played.AssertSucceeded().Output);
        frames.ForEach(static frame => frame.Dispose());
    }

    private static async Task<byte[]> MakeSoundAsync(string format, params string[] encoder)
    {
        var made = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=sample_rate=48000:duration=3", .. encoder, "-f", format, "-"]);
        return made.AssertSucceeded().Output;
    }

    private static List<MediaFrame> OpusFrames(byte[] stream) =>
        [.. TsSamples.Demux(stream).Results.Select(static result => result.Frame).OfType<MediaFrame>()];

    private static async Task PlayWithFfmpegAsync(MediaCodec codec, string format, string[] encoder, string mapping)
    {
        var (source, packets) = await PacketizeAsync(codec, format, encoder);

        var played = await RtpTools.PlayWithFfmpegAsync(packets, PayloadType, "video", mapping, Digests);

        Assert.Equal(await ElementaryMedia.GetFrameDigestsAsync(format, source), DigestsOf(played.AssertSucceeded()));
    }

    private static async Task PlayWithGStreamerAsync(MediaCodec codec, string format, string[] encoder, params string[] decoding)
    {
        var (source, packets) = await PacketizeAsync(codec, format, encoder);
        var name = codec.ToString().ToUpperInvariant();

        // y4menc 1.22 takes a decoder's padded lines for pixels; without this element's answer the decoder pads none.
        var pictures = await RtpTools.PlayWithGStreamerAsync(
            packets, $"media=video,clock-rate=90000,encoding-name={name}", [.. decoding, "!", "identity", "drop-allocation=true", "!", "y4menc"]);

        Assert.Equal(await ElementaryMedia.GetFrameDigestsAsync(format, source), await ElementaryMedia.GetFrameDigestsAsync("yuv4mpegpipe", pictures));
    }

    private static async Task ReceiveFromFfmpegAsync(MediaCodec codec, string format, string[] encoder)
    {
        var source = await ElementaryMedia.MakeVideoAsync(format, encoder);

        string[] strict = codec == MediaCodec.Vp9 ? ["-strict", "experimental"] : [];
        await AssertReceivedAsync(codec, format, source, await RtpTools.SendWithFfmpegAsync(source, ["-f", format, "-i", "pipe:0", "-c", "copy", .. strict]));
    }

    private static async Task ReceiveFromGStreamerAsync(MediaCodec codec, string format, string[] encoder, string parser, params string[] payloader)
    {
        var source = await ElementaryMedia.MakeVideoAsync(format, encoder);

        await AssertReceivedAsync(codec, format, source, await RtpTools.SendWithGStreamerAsync(source, [parser, "!", .. payloader, "mtu=1200"]));
    }

    private static async Task AssertReceivedAsync(MediaCodec codec, string format, byte[] source, List<byte[]> datagrams)
    {
        using var depacketizer = RtpDepacketizer.Create(codec)!;

        var units = RtpSamples.Depacketize(depacketizer, RtpSamples.FromRtp(datagrams));

        Assert.Equal(0, depacketizer.DamagedFrames);
        Assert.Equal(75, units.Count);
        Assert.Equal(new { Width = 320, Height = 180 }, new { units[0].Track.Video!.Width, units[0].Track.Video!.Height });
        Assert.Equal(await ElementaryMedia.GetFrameDigestsAsync(format, source), await ElementaryMedia.GetFrameDigestsAsync(format, RtpSamples.ToStream(units)));
    }

    private static async Task<(byte[] Source, List<byte[]> Packets)> PacketizeAsync(MediaCodec codec, string format, string[] encoder)
    {
        var source = await ElementaryMedia.MakeVideoAsync(format, encoder);
        var frames = await RtpSamples.FramesAsync(codec, source);
        var packets = RtpSamples.ToRtp(RtpSamples.Packetize(RtpPacketizer.Create(codec)!, frames), PayloadType);
        frames.ForEach(static frame => frame.Dispose());
        Assert.True(packets.Count > frames.Count, "No frame was cut.");
        return (source, packets);
    }

    /// <summary>The sixth of ffmpeg's fields; data beside a packet may follow.</summary>
    private static List<string> DigestsOf(ExternalToolResult result) =>
    [
        .. result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(static line => !line.StartsWith('#'))
            .Select(static line => line.Split(',')[5].Trim()),
    ];
}
