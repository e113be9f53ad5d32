namespace Srs.Media.Rtp.Payloads;

/// <summary>How frames are cut into RTP payloads.</summary>
public sealed record RtpPacketizerOptions
{
    /// <summary>Smallest <see cref="MaxPayloadLength"/>: the headers of every format fit many times.</summary>
    public const int MinPayloadLength = 64;

    /// <summary>
    /// Longest payload in bytes, from <see cref="MinPayloadLength"/> to 65535. Default 1180: with 20 bytes of header extensions and SRTP's
    /// tag it fits the 1280 bytes that every IPv6 path takes.
    /// </summary>
    public int MaxPayloadLength { get; init; } = 1180;

    /// <summary>Whether supplemental enhancement information of H.264 and H.265 goes along. Default true.</summary>
    public bool KeepSei { get; init; } = true;
}
