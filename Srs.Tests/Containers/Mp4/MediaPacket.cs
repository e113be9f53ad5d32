using System.Globalization;
using System.Text.Json;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Containers.Mp4;

/// <summary>A packet as ffprobe reads it.</summary>
/// <param name="Stream">Number of the stream in the file.</param>
/// <param name="Pts">Seconds.</param>
/// <param name="Dts">Seconds.</param>
/// <param name="Duration">Seconds; 0 when ffprobe does not tell.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsKeyFrame">K among its flags.</param>
/// <param name="Digest">MD5 of its bytes.</param>
internal sealed record MediaPacket(int Stream, double Pts, double Dts, double Duration, int Size, bool IsKeyFrame, string Digest)
{
    /// <summary>Reads all packets of a file, and what ffprobe says of its streams, their configuration included.</summary>
    public static async Task<(List<MediaPacket> Packets, List<JsonElement> Streams)> ReadAsync(string path)
    {
        var result = await ExternalTool.RunAsync(
            "ffprobe", ["-v", "warning", "-of", "json", "-show_packets", "-show_streams", "-show_data_hash", "MD5", "-i", path]);
        Assert.Equal("", result.AssertSucceeded().Error);
        using var packets = JsonDocument.Parse(result.Output);
        var data = await ExternalTool.RunAsync("ffprobe", ["-v", "warning", "-of", "json", "-show_streams", "-show_data", "-i", path]);
        using var streams = JsonDocument.Parse(data.AssertSucceeded().Output);
        return (
            [.. packets.RootElement.GetProperty("packets").EnumerateArray().Select(Parse)],
            [.. streams.RootElement.GetProperty("streams").EnumerateArray().Select(static stream => stream.Clone())]);
    }

    private static MediaPacket Parse(JsonElement packet) => new(
        packet.GetProperty("stream_index").GetInt32(),
        GetSeconds(packet, "pts_time"),
        GetSeconds(packet, "dts_time"),
        GetSeconds(packet, "duration_time"),
        int.Parse(packet.GetProperty("size").GetString()!, CultureInfo.InvariantCulture),
        packet.GetProperty("flags").GetString()!.StartsWith('K'),
        packet.GetProperty("data_hash").GetString()!);

    private static double GetSeconds(JsonElement packet, string name) =>
        packet.TryGetProperty(name, out var value) ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture) : 0;
}
