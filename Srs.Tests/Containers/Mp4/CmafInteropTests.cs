using Srs.Media.Containers.Ivf;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

/// <summary>Init segments and fragments read by programs that are not ours, for each codec.</summary>
[Trait("Category", "Interop")]
public sealed class CmafInteropTests
{
    /// <summary>Rounding to units of 90 kHz, and of ffprobe to microseconds.</summary>
    private const double VideoTolerance = 1.0 / 90_000;

    [RequiresToolFact("ffmpeg")]
    public async Task H264_WithBFrames_IsWhatWentIn() =>
        await AssertSameAsync(await EncodedTrack.VideoAsync(MediaCodec.H264, "-c:v", "libx264", "-preset", "veryfast", "-bf", "3"), "avc1");

    [RequiresToolFact("ffmpeg")]
    public async Task H265_WithBFrames_IsWhatWentIn() => await AssertSameAsync(
        await EncodedTrack.VideoAsync(MediaCodec.H265, "-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:bframes=3"),
        "hvc1");

    [RequiresToolFact("ffmpeg")]
    public async Task Av1_IsWhatWentIn() =>
        await AssertSameAsync(await EncodedTrack.VideoAsync(MediaCodec.Av1, "-c:v", "libaom-av1", "-cpu-used", "8", "-usage", "realtime"), "av01");

    [RequiresToolFact("ffmpeg")]
    public async Task Vp9_IsWhatWentIn() =>
        await AssertSameAsync(await EncodedTrack.VideoAsync(MediaCodec.Vp9, "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8"), "vp09");

    [RequiresToolFact("ffmpeg")]
    public async Task Aac_IsWhatWentIn() => await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac"), "mp4a");

    [RequiresToolFact("ffmpeg")]
    public async Task Aac_At44100InSurround_IsWhatWentIn() =>
        await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac", "-ar", "44100", "-ac", "6"), "mp4a");

    [RequiresToolFact("ffmpeg")]
    public async Task Mp3_IsWhatWentIn() =>
        await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Mp3, "-c:a", "libmp3lame", "-write_xing", "0"), "mp4a");

    [RequiresToolFact("ffmpeg")]
    public async Task Mp3_AtHalfRate_IsWhatWentIn() => await AssertSameAsync(
        await EncodedTrack.AudioAsync(MediaCodec.Mp3, "-c:a", "libmp3lame", "-ar", "22050", "-write_xing", "0"), "mp4a");

    [RequiresToolFact("ffmpeg")]
    public async Task Opus_IsWhatWentIn() => await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Opus, "-c:a", "libopus"), "Opus");

    [RequiresToolFact("ffmpeg")]
    public async Task Opus_InSurround_IsWhatWentIn() => await AssertSameAsync(
        await EncodedTrack.AudioAsync(MediaCodec.Opus, "-c:a", "libopus", "-ac", "6", "-mapping_family", "1"), "Opus");

    [RequiresToolFact("ffmpeg")]
    public async Task Flac_IsWhatWentIn() => await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Flac, "-c:a", "flac"), "fLaC");

    [RequiresToolFact("ffmpeg")]
    public async Task Flac_WithHighRateAndDepth_IsWhatWentIn() => await AssertSameAsync(
        await EncodedTrack.AudioAsync(MediaCodec.Flac, "-c:a", "flac", "-ar", "96000", "-sample_fmt", "s32"), "fLaC");

    [RequiresToolFact("ffmpeg")]
    public async Task Ac3_IsWhatWentIn() =>
        await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Ac3, "-c:a", "ac3", "-ac", "6", "-ar", "44100"), "ac-3");

    [RequiresToolFact("ffmpeg")]
    public async Task Eac3_IsWhatWentIn() => await AssertSameAsync(await EncodedTrack.AudioAsync(MediaCodec.Eac3, "-c:a", "eac3", "-ac", "6"), "ec-3");

    [RequiresToolFact("ffmpeg")]
    public async Task Vp8_IsDecoded()
    {
        var reader = new IvfReader(new MemoryStream(TestVectors.Read("vp8-318x178.ivf")));
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.Vp8 };
        var frames = new List<MediaFrame>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken) is { Frame: { } bytes } read)
        {
            var flags = frames.Count == 0 ? FrameFlags.KeyFrame : FrameFlags.None;
            frames.Add(new MediaFrame(bytes, 0) { Track = track, EncoderTime = read.Time, Dts = read.Time, Flags = flags });
        }

        var format = CmafMaker.Describe(frames[0]);
        var (packets, streams) = await ReadAsync(CmafMaker.Join(CmafInitSegment.Create(format), CmafMaker.Cut(frames, format)));

        Assert.Equal("vp08.00.11.08", format.Codecs);
        Assert.Equal(("vp8", 318, 178), (streams[0].GetProperty("codec_name").GetString(), streams[0].GetProperty("width").GetInt32(),
            streams[0].GetProperty("height").GetInt32()));
        Assert.Equal(frames.Select(static frame => frame.Length), packets.Select(static packet => packet.Size));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task TwoTracks_ThatWereCutApart_ArePlayedFromOneFile()
    {
        var (video, sound, file) = await MakeMuxedAsync();

        var (packets, streams) = await ReadAsync(file);

        Assert.Equal(["video", "audio"], streams.Select(static stream => stream.GetProperty("codec_type").GetString()));
        Assert.Equal(Digests(video.Packets), Digests(packets.Where(static packet => packet.Stream == 0)));
        Assert.Equal(Digests(sound.Packets), Digests(packets.Where(static packet => packet.Stream == 1)));
    }

    [RequiresToolFact("ffmpeg")]
    public async Task SeveralAudioTracks_AreAllThere()
    {
        EncodedTrack[] tracks =
        [
            await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac"), await EncodedTrack.AudioAsync(MediaCodec.Opus, "-c:a", "libopus"),
            await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac", "-ar", "32000"),
        ];
        var formats = tracks.Select(static (track, i) => CmafMaker.Describe(track.Frames[0], (uint)i + 1)).ToArray();
        var fragments = tracks.Zip(formats).SelectMany(static pair => CmafMaker.Cut(pair.First.Frames, pair.Second)).OrderBy(static f => f.Start);

        var (packets, streams) = await ReadAsync(CmafMaker.Join(CmafInitSegment.Create(formats), fragments));

        Assert.Equal(["aac", "opus", "aac"], streams.Select(static stream => stream.GetProperty("codec_name").GetString()));
        Assert.All(tracks.Index(), pair => Assert.Equal(
            Digests(pair.Item.Packets), Digests(packets.Where(packet => packet.Stream == pair.Index))));
    }

    [RequiresToolFact("gst-launch-1.0")]
    public async Task GStreamer_DemuxesAndDecodesBothTracks()
    {
        var (video, sound, file) = await MakeMuxedAsync();
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);

            Assert.Equal(Payloads(video), await DemuxAsync(path, "video_0"));
            Assert.Equal(Payloads(sound), await DemuxAsync(path, "audio_0"));
            var decoded = await ExternalTool.RunAsync(
                "gst-launch-1.0",
                [
                    "-q", "filesrc", $"location={path}", "!", "qtdemux", "name=d", "d.video_0", "!", "queue", "!", "h264parse", "!", "avdec_h264", "!",
                    "fakesink", "d.audio_0", "!", "queue", "!", "aacparse", "!", "avdec_aac", "!", "fakesink",
                ]);
            Assert.Equal("", decoded.AssertSucceeded().Error);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task<byte[]> DemuxAsync(string path, string pad)
    {
        var output = Path.GetTempFileName();
        try
        {
            var result = await ExternalTool.RunAsync(
                "gst-launch-1.0",
                ["-q", "filesrc", $"location={path}", "!", "qtdemux", "name=d", $"d.{pad}", "!", "filesink", $"location={output}"]);
            result.AssertSucceeded();
            return await File.ReadAllBytesAsync(output);
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static byte[] Payloads(EncodedTrack track) => [.. track.Frames.SelectMany(static frame => frame.Payload.ToArray())];

    private static async Task<(EncodedTrack Video, EncodedTrack Sound, byte[] File)> MakeMuxedAsync()
    {
        var video = await EncodedTrack.VideoAsync(MediaCodec.H264, "-c:v", "libx264", "-preset", "veryfast");
        var sound = await EncodedTrack.AudioAsync(MediaCodec.Aac, "-c:a", "aac");
        var (pictures, tones) = (CmafMaker.Describe(video.Frames[0], 1), CmafMaker.Describe(sound.Frames[0], 2));
        var fragments = CmafMaker.Cut(video.Frames, pictures).Concat(CmafMaker.Cut(sound.Frames, tones)).OrderBy(static fragment => fragment.Start);
        return (video, sound, CmafMaker.Join(CmafInitSegment.Create([pictures, tones]), fragments));
    }

    private static IEnumerable<string> Digests(IEnumerable<MediaPacket> packets) => packets.Select(static packet => packet.Digest);

    /// <summary>ffprobe finds the packets of ffmpeg's own file again: bytes, times, key frames; ffmpeg decodes them without a warning.</summary>
    private static async Task AssertSameAsync(EncodedTrack track, string entry)
    {
        using var pool = new AllReturned();
        var format = CmafMaker.Describe(track.Frames[0]);
        var fragments = CmafMaker.Cut(track.Frames, format, pool.Pool);
        var (packets, streams) = await ReadAsync(CmafMaker.Join(CmafInitSegment.Create(format), fragments));

        Assert.True(fragments.Count > 5);
        Assert.Equal(entry, streams[0].GetProperty("codec_tag_string").GetString());
        Assert.Equal(Digests(track.Packets), Digests(packets));
        Assert.Equal(track.Packets.Select(static packet => packet.IsKeyFrame), packets.Select(static packet => packet.IsKeyFrame));
        var tolerance = format.IsVideo ? VideoTolerance : 1.0 / format.Timescale;
        foreach (var (expected, actual) in track.Packets.Zip(packets))
        {
            Assert.Equal(expected.Pts + EncodedTrack.Shift.TotalSeconds, actual.Pts, tolerance);
            Assert.Equal(expected.Dts + EncodedTrack.Shift.TotalSeconds, actual.Dts, tolerance);
        }

        fragments.ForEach(static fragment => fragment.Dispose());
        track.Frames.ForEach(static frame => frame.Dispose());
    }

    /// <summary>What ffprobe reads, after ffmpeg has decoded it all in silence.</summary>
    private static async Task<(List<MediaPacket> Packets, List<System.Text.Json.JsonElement> Streams)> ReadAsync(byte[] file)
    {
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(path, file, TestContext.Current.CancellationToken);
            var decoded = await ExternalTool.RunAsync("ffmpeg", ["-v", "warning", "-xerror", "-i", path, "-map", "0", "-f", "null", "-"]);
            Assert.Equal("", decoded.AssertSucceeded().Error);
            return await MediaPacket.ReadAsync(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private sealed class AllReturned : IDisposable
    {
        public TrackingBufferPool Pool { get; } = new();

        public void Dispose() => Pool.AssertAllReturned();
    }
}
