namespace Srs.Media.Codecs.Opus;

/// <summary>How long an Opus packet is.</summary>
/// <remarks>
/// RFC 6716 §3.1 (TOC byte) and §3.2.5; a packet of several streams begins with the first one's, which is as long as the others.
/// <code>| config 5 | stereo 1 | frame count code 2 | { vbr 1 | padding 1 | frame count 6 } ...</code>
/// </remarks>
public static class OpusPacket
{
    /// <summary>Most samples of a packet: 120 ms.</summary>
    public const int MaxSamples = 5760;

    private const int FirstHybrid = 12;
    private const int FirstCelt = 16;

    private static ReadOnlySpan<short> SilkSamples => [480, 960, 1920, 2880];

    /// <summary>Samples per channel at 48 kHz; 0 when the packet is empty, cut off or longer than the limit.</summary>
    public static int GetSamples(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty)
        {
            return 0;
        }

        var config = packet[0] >> 3;
        var frame = config switch
        {
            < FirstHybrid => SilkSamples[config & 3],
            < FirstCelt => (config & 1) == 0 ? 480 : 960,
            _ => 120 << (config & 3),
        };
        var frames = (packet[0] & 3) switch
        {
            0 => 1,
            1 or 2 => 2,
            _ => packet.Length > 1 ? packet[1] & 0x3F : 0,
        };
        return frame * frames <= MaxSamples ? frame * frames : 0;
    }
}
