using System.Globalization;
using System.Text.Json;
using Srs.Media.Frames;
using Srs.Tests.Codecs.Ac3;
using Srs.Tests.Codecs.Av1;
using Srs.Tests.Codecs.H265;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Codecs;

/// <summary>The tables of the codec tests against what ffprobe says of the same files.</summary>
[Trait("Category", "Interop")]
public sealed class CodecInteropTests
{
    [RequiresToolFact("ffprobe")]
    public async Task VideoVectors_FfprobeAgrees()
    {
        foreach (var row in HevcDecoderConfigurationRecordTests.Vectors)
        {
            var (vector, format) = row.Data;
            var stream = await ProbeAsync(vector);
            AssertPicture(format, stream);
            Assert.Equal(format.Level, (stream.GetProperty("level").GetInt32() / 30.0).ToString(CultureInfo.InvariantCulture));
        }

        foreach (var row in Av1CodecConfigurationRecordTests.Vectors)
        {
            var (vector, format, _) = row.Data;
            var stream = await ProbeAsync(vector);
            var level = stream.GetProperty("level").GetInt32();
            AssertPicture(format, stream);
            Assert.Equal(format.Level, $"{2 + (level >> 2)}.{level & 3}");
        }

        AssertPicture(new VideoFormat(638, 358, "Profile 0", ""), await ProbeAsync("vp9-638x358.mp4"));
        AssertPicture(new VideoFormat(320, 180, "Profile 3", ""), await ProbeAsync("vp9-profile3-320x180.mp4"));
        AssertPicture(new VideoFormat(318, 178, "0", ""), await ProbeAsync("vp8-318x178.ivf"));
    }

    [RequiresToolFact("ffprobe")]
    public async Task AudioVectors_FfprobeAgrees()
    {
        var vectors = Ac3SyncFrameTests.Vectors.Select(row => (row.Data.Item1, row.Data.Item3, row.Data.Item4)).Concat(
        [
            ("opus-stereo.ogg", 48000, 2),
            ("opus-5.1.ogg", 48000, 6),
            ("flac-44100-stereo.flac", 44100, 2),
            ("flac-48000-mono-24.mp4", 48000, 1),
        ]);
        foreach (var (vector, rate, channels) in vectors)
        {
            var stream = await ProbeAsync(vector);
            Assert.Equal(rate.ToString(CultureInfo.InvariantCulture), stream.GetProperty("sample_rate").GetString());
            Assert.Equal(channels, stream.GetProperty("channels").GetInt32());
        }
    }

    private static void AssertPicture(VideoFormat format, JsonElement stream)
    {
        Assert.Equal((format.Width, format.Height), (stream.GetProperty("width").GetInt32(), stream.GetProperty("height").GetInt32()));
        Assert.Equal(format.Profile, stream.GetProperty("profile").GetString());
    }

    private static async Task<JsonElement> ProbeAsync(string vector)
    {
        var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-of", "json", "-show_streams", TestVectors.GetPath(vector)]);
        using var document = JsonDocument.Parse(result.AssertSucceeded().Output);
        return document.RootElement.GetProperty("streams")[0].Clone();
    }
}
