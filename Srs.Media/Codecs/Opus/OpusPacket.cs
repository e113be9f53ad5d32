namespace Srs.Media.Codecs.Opus;

/// <summary>What the front of an Opus packet tells (RFC 6716 §3.1 and §3.2).</summary>
public static class OpusPacket
{
    private const int StereoBit = 4;
    private const int MaxSamples = 5760; // 120 ms, §3.4

    // Samples at 48 kHz of the last two bits of the configuration, for SILK (0 to 11) and CELT (16 to 31); hybrid ones have 10 or 20 ms.
    private static ReadOnlySpan<int> Silk => [480, 960, 1920, 2880];

    private static ReadOnlySpan<int> Celt => [120, 240, 480, 960];

    /// <summary>True when the packet is coded in stereo.</summary>
    /// <param name="packet">Not empty.</param>
    public static bool IsStereo(ReadOnlySpan<byte> packet) => (packet[0] & StereoBit) != 0;

    /// <summary>Samples at 48 kHz that the packet lasts.</summary>
    /// <returns>0 when the packet is empty, damaged or longer than 120 ms.</returns>
    public static int GetSamples(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return 0;
        }

        var configuration = packet[0] >> 3;
        var frame = configuration switch
        {
            < 12 => Silk[configuration & 3],
            < 16 => Silk[configuration & 1],
            _ => Celt[configuration & 3],
        };
        var count = (packet[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => packet.Length > 1 ? packet[1] & 0x3F : 0,
        };
        return frame * count <= MaxSamples ? frame * count : 0;
    }
}
