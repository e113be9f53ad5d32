using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Aac;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Flv;

[Trait("Category", "Interop")]
public sealed class FlvInteropTests
{
    [RequiresToolFact("ffprobe")]
    public async Task Vectors_FfprobeAgreesWithOurReaders()
    {
        foreach (var (vector, _, format, _) in FlvVectorTests.VideoVectors.Select(row => row.Data).Where(row => row.Item3 is not null))
        {
            var stream = await GetStreamAsync(TestVectors.Read(vector), "video");
            var level = stream.GetProperty("level").GetInt32() / 10.0;

            Assert.Equal((format!.Width, format.Height), (stream.GetProperty("width").GetInt32(), stream.GetProperty("height").GetInt32()));
            Assert.Contains(format.Profile, stream.GetProperty("profile").GetString(), StringComparison.Ordinal);
            Assert.Equal(format.Level, level.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (vector, _, format, _) in FlvVectorTests.AudioVectors.Select(row => row.Data))
        {
            var stream = await GetStreamAsync(TestVectors.Read(vector), "audio");

            Assert.Equal(format.SampleRate.ToString(CultureInfo.InvariantCulture), stream.GetProperty("sample_rate").GetString());
            Assert.Equal(format.Channels, stream.GetProperty("channels").GetInt32());
        }
    }

    [RequiresToolFact("ffprobe")]
    public async Task Muxer_FfprobeReadsThePacketsThatWentIn()
    {
        var output = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteFileHeader(hasAudio: true, hasVideo: true, output);
        var written = Remux("avc-aac-1s.flv", output);

        var packets = await Ffprobe.GetPacketsAsync(output.WrittenMemory);
        var streams = await Ffprobe.GetStreamsAsync(output.WrittenMemory);

        Assert.Equal(70, packets.Count);
        Assert.Equal(written, packets);
        Assert.Equal(["aac", "h264"], streams.Select(stream => stream.GetProperty("codec_name").GetString()!).Order());
    }

    [RequiresToolFact("ffmpeg")]
    public async Task Muxer_FfmpegDecodesWhatIsConvertedFromStartCodes()
    {
        // Each access unit goes in with start codes; what comes out must decode without a complaint.
        var output = new ArrayBufferWriter<byte>();
        FlvMuxer.WriteFileHeader(hasAudio: false, hasVideo: true, output);
        Remux("avc-main-638x358.flv", output, UseStartCodes);

        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-i", "pipe:0", "-f", "framemd5", "pipe:1"], output.WrittenMemory);
        var original = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-i", TestVectors.GetPath("avc-main-638x358.flv"), "-f", "framemd5", "pipe:1"]);

        Assert.Equal("", result.AssertSucceeded().Error);
        Assert.Equal(original.AssertSucceeded().OutputText, result.OutputText);
    }

    [RequiresToolFact("ffprobe")]
    public async Task AudioSpecificConfig_FfprobeAgreesOnHighEfficiency()
    {
        // The frames are LC and do not matter: ffprobe reads rate, channels and profile from the configuration.
        foreach (var (config, rate, _, profile) in AudioSpecificConfigs())
        {
            var output = new ArrayBufferWriter<byte>();
            FlvMuxer.WriteFileHeader(hasAudio: true, hasVideo: false, output);
            FlvMuxer.WriteTag(FlvTagType.Audio, 0, [0xAF, 0, .. config], output);
            var tags = FlvSamples.ReadTags("aac-lc-44100-stereo.flv").Where(tag => tag.Header.Type == FlvTagType.Audio);
            foreach (var (header, body) in tags.Skip(1))
            {
                FlvMuxer.WriteTag(FlvTagType.Audio, header.Timestamp, body, output);
            }

            var result = await ExternalTool.RunAsync(
                "ffprobe", ["-v", "quiet", "-of", "json", "-show_streams", "-i", "pipe:0"], output.WrittenMemory);
            using var document = JsonDocument.Parse(result.Output);
            var stream = document.RootElement.GetProperty("streams")[0];

            Assert.True(AudioSpecificConfig.TryRead(config, out var read));
            Assert.Equal(profile, read.Profile);
            Assert.Equal(rate, read.SampleRate);
            Assert.Equal(rate.ToString(CultureInfo.InvariantCulture), stream.GetProperty("sample_rate").GetString());
        }
    }

    private static IEnumerable<(byte[] Config, int Rate, int Channels, string Profile)> AudioSpecificConfigs() =>
        Codecs.Aac.AudioSpecificConfigTests.Configs.Select(row => row.Data).Where(row => row.Item4 is "HE" or "HEv2");

    private static async Task<JsonElement> GetStreamAsync(byte[] media, string kind) =>
        Assert.Single(await Ffprobe.GetStreamsAsync(media), stream => stream.GetProperty("codec_type").GetString() == kind);

    /// <summary>Reads a vector with our reader, writes it with our muxer, and tells which packets ffprobe should find.</summary>
    private static List<Ffprobe.Packet> Remux(string vector, IBufferWriter<byte> output, Func<byte[], byte[]>? change = null)
    {
        var packets = new List<Ffprobe.Packet>();
        var reader = new FlvFrameReader();
        foreach (var (header, body) in FlvSamples.ReadTags(vector).Where(tag => tag.Header.Type != FlvTagType.Script))
        {
            var time = TimeSpan.FromMilliseconds(header.Timestamp);
            var result = reader.Read(header.Type, time, PooledBytes.Copy(BufferPool.Shared, change is null ? body : change(body)));
            if (result.Track is not null)
            {
                FlvMuxer.WriteConfig(result.Track, header.Timestamp, output);
            }

            using var frame = result.Frame;
            if (frame is null)
            {
                continue;
            }

            var timestamp = FlvTimestamp.FromTimeSpan(frame.EncoderTime);
            FlvMuxer.WriteFrame(frame, timestamp, output);
            packets.Add(new Ffprobe.Packet(
                header.Type == FlvTagType.Audio ? "audio" : "video",
                timestamp + (long)frame.CompositionOffset.TotalMilliseconds,
                timestamp,
                frame.Length,
                frame.IsKeyFrame || frame.Track.Kind == MediaKind.Audio));
        }

        return packets;
    }

    private static byte[] UseStartCodes(byte[] body)
    {
        if (body[1] != 1)
        {
            return body;
        }

        var changed = new List<byte>(body[..5]);
        ReadOnlySpan<byte> units = body.AsSpan(5);
        while (Srs.Media.Codecs.Nal.NalUnits.TryReadNext(ref units, 4, out var unit))
        {
            changed.AddRange([0, 0, 0, 1, .. unit]);
        }

        return [.. changed];
    }
}
