using System.Globalization;
using System.Text.Json;

namespace Srs.Tests.TestSupport;

/// <summary>Elementary streams that ffmpeg makes, and what ffmpeg says of streams.</summary>
internal static class ElementaryMedia
{
    /// <summary>Three seconds of test picture, 25 a second in groups of 50.</summary>
    /// <param name="format">ffmpeg's name of the output format: h264, hevc, ivf.</param>
    /// <param name="encoder">The encoder and its options.</param>
    public static Task<byte[]> MakeVideoAsync(string format, params string[] encoder) =>
        MakeAsync(format, "testsrc2=s=320x180:r=25:d=3", ["-pix_fmt", "yuv420p", "-g", "50", .. encoder]);

    /// <summary>Three seconds of a tone as ADTS.</summary>
    public static Task<byte[]> MakeAacAsync(int hertz, int sampleRate) =>
        MakeAsync("adts", $"sine=frequency={hertz}:sample_rate={sampleRate}:duration=3", ["-c:a", "aac"]);

    /// <summary>Sizes of the packets as ffprobe cuts them.</summary>
    public static async Task<List<int>> GetPacketSizesAsync(string format, byte[] stream)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe", ["-v", "error", "-f", format, "-of", "json", "-show_entries", "packet=size", "-i", "pipe:0"], stream);
        using var document = JsonDocument.Parse(result.AssertSucceeded().Output);
        return
        [
            .. document.RootElement.GetProperty("packets").EnumerateArray()
                .Select(static packet => int.Parse(packet.GetProperty("size").GetString()!, CultureInfo.InvariantCulture)),
        ];
    }

    /// <summary>A digest of every picture or run of samples, as ffmpeg decodes the stream.</summary>
    public static async Task<List<string>> GetFrameDigestsAsync(string format, byte[] stream)
    {
        var result = await ExternalTool.RunAsync("ffmpeg", ["-v", "error", "-f", format, "-i", "pipe:0", "-f", "framemd5", "-"], stream);
        Assert.Equal("", result.AssertSucceeded().Error);
        return
        [
            .. result.OutputText.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(static line => !line.StartsWith('#'))
                .Select(static line => line.Split(',')[^1].Trim()),
        ];
    }

    /// <summary>The codec configuration that ffmpeg writes into an MP4 for the stream.</summary>
    /// <param name="format">ffmpeg's name of the input format.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="box">avcC, hvcC or av1C.</param>
    public static async Task<byte[]> GetConfigAsync(string format, byte[] stream, string box)
    {
        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-f", format, "-i", "pipe:0", "-c", "copy", "-f", "mp4", "-movflags", "empty_moov", "-"], stream);
        var file = result.AssertSucceeded().Output;
        var at = file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(box));
        Assert.True(at >= 4, $"There is no {box}.");
        return file[(at + 4)..(at - 4 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at - 4)))];
    }

    private static async Task<byte[]> MakeAsync(string format, string source, string[] encoder)
    {
        var result = await ExternalTool.RunAsync(
            "ffmpeg", ["-v", "error", "-f", "lavfi", "-i", source, .. encoder, "-f", format, "-"]);
        Assert.NotEmpty(result.AssertSucceeded().Output);
        return result.Output;
    }
}
