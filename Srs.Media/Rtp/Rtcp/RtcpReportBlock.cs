using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>How one source is received.</summary>
/// <remarks>RFC 3550 §6.4.1.</remarks>
/// <param name="Ssrc">The source that is reported on.</param>
/// <param name="FractionLost">Packets lost since the last report, in 1/256.</param>
/// <param name="CumulativeLost">Packets lost since the beginning, -2^23 to 2^23 - 1; negative with duplicates.</param>
/// <param name="HighestSequence">Highest sequence number in the low 16 bits, times that it wrapped around in the high ones.</param>
/// <param name="Jitter">Interarrival jitter in ticks of the source's clock.</param>
/// <param name="LastSenderReport">The middle 32 bits of the NTP time in the newest sender report; 0 before one.</param>
/// <param name="DelaySinceLastSenderReport">How long ago that came, in 1/65536 s; 0 before one.</param>
public readonly record struct RtcpReportBlock(
    uint Ssrc,
    byte FractionLost,
    int CumulativeLost,
    uint HighestSequence,
    uint Jitter,
    uint LastSenderReport,
    uint DelaySinceLastSenderReport)
{
    /// <summary>Bytes of a block.</summary>
    public const int Length = 24;

    /// <summary>Greatest <see cref="CumulativeLost"/>.</summary>
    public const int MaxLost = 0x7F_FFFF;

    /// <summary>Smallest <see cref="CumulativeLost"/>.</summary>
    public const int MinLost = -0x80_0000;

    /// <summary>Reads a block of at least <see cref="Length"/> bytes.</summary>
    internal static RtcpReportBlock Read(ReadOnlySpan<byte> block) => new(
        BinaryPrimitives.ReadUInt32BigEndian(block),
        block[4],
        BinaryPrimitives.ReadInt32BigEndian(block[4..]) << 8 >> 8,
        BinaryPrimitives.ReadUInt32BigEndian(block[8..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[12..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[16..]),
        BinaryPrimitives.ReadUInt32BigEndian(block[20..]));

    /// <summary>Writes the block's <see cref="Length"/> bytes.</summary>
    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, Ssrc);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], Math.Clamp(CumulativeLost, MinLost, MaxLost));
        destination[4] = FractionLost;
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], HighestSequence);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], Jitter);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], LastSenderReport);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], DelaySinceLastSenderReport);
    }
}
