using System.Globalization;
using System.Text.Json;

namespace Srs.Tests.TestSupport;

/// <summary>What ffprobe says of a media file.</summary>
public static class Ffprobe
{
    /// <summary>One packet; times in the stream's time base, milliseconds for FLV.</summary>
    public readonly record struct Packet(string Kind, long Pts, long Dts, int Size, bool IsKeyFrame);

    /// <summary>The streams, as ffprobe's JSON objects.</summary>
    /// <param name="media">Contents of the file, fed to standard input.</param>
    public static async Task<List<JsonElement>> GetStreamsAsync(ReadOnlyMemory<byte> media) =>
        [.. (await RunAsync(media, "-show_streams")).GetProperty("streams").EnumerateArray()];

    /// <summary>The packets, in the order of the file.</summary>
    /// <param name="media">Contents of the file, fed to standard input.</param>
    public static async Task<List<Packet>> GetPacketsAsync(ReadOnlyMemory<byte> media) =>
    [
        .. (await RunAsync(media, "-show_packets")).GetProperty("packets").EnumerateArray().Select(packet => new Packet(
            packet.GetProperty("codec_type").GetString()!,
            packet.GetProperty("pts").GetInt64(),
            packet.GetProperty("dts").GetInt64(),
            int.Parse(packet.GetProperty("size").GetString()!, CultureInfo.InvariantCulture),
            packet.GetProperty("flags").GetString()!.StartsWith('K'))),
    ];

    private static async Task<JsonElement> RunAsync(ReadOnlyMemory<byte> media, string show)
    {
        var result = await ExternalTool.RunAsync("ffprobe", ["-v", "error", "-of", "json", show, "-i", "pipe:0"], media);
        Assert.Equal("", result.AssertSucceeded().Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
