namespace Srs.Media.Rtp;

/// <summary>The header of an RTP packet, and where its parts lie in the packet's bytes.</summary>
/// <remarks>
/// RFC 3550 §5.1.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|X|  CC   |M|     PT      |       sequence number         |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                           timestamp                           |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |                             SSRC                              |
/// +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
/// |                    CSRC list (0 to 15 items)                  |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |      extension profile        |  extension length in words    |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
public readonly record struct RtpHeader
{
    /// <summary>Bytes before the CSRC list.</summary>
    public const int FixedLength = 12;

    /// <summary>Profile of one-byte header extensions (RFC 8285 §4.2).</summary>
    public const ushort OneByteProfile = 0xBEDE;

    /// <summary>Profile of two-byte header extensions, whose low four bits are free (RFC 8285 §4.3).</summary>
    public const ushort TwoByteProfile = 0x1000;

    /// <summary>What it means is up to the payload's format; for video the last packet of a frame.</summary>
    public bool Marker { get; init; }

    /// <summary>0 to 127.</summary>
    public byte PayloadType { get; init; }

    /// <summary>One more for each packet of the SSRC, with wrap-around.</summary>
    public ushort SequenceNumber { get; init; }

    /// <summary>In ticks of the payload's clock, with wrap-around.</summary>
    public uint Timestamp { get; init; }

    /// <summary>The synchronization source.</summary>
    public uint Ssrc { get; init; }

    /// <summary>Contributing sources after the fixed header, 0 to 15.</summary>
    public byte ContributorCount { get; init; }

    /// <summary>The header extension's profile; without meaning when <see cref="HasExtension"/> is false.</summary>
    public ushort ExtensionProfile { get; init; }

    /// <summary>Where the header extension's elements begin in the packet; 0 without one.</summary>
    public int ExtensionOffset { get; init; }

    /// <summary>Bytes of the header extension's elements, a multiple of 4.</summary>
    public int ExtensionLength { get; init; }

    /// <summary>Where the payload begins in the packet, which is the header's length.</summary>
    public int PayloadOffset { get; init; }

    /// <summary>Bytes of payload without padding.</summary>
    public int PayloadLength { get; init; }

    /// <summary>Bytes of padding at the packet's end, its count included.</summary>
    public byte PaddingLength { get; init; }

    /// <summary>Whether there is a header extension, if only an empty one.</summary>
    public bool HasExtension => ExtensionOffset > 0;
}
