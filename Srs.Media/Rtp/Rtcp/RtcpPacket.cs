using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>One packet of a compound RTCP packet.</summary>
/// <remarks>
/// Borrows the datagram. RFC 3550 §6.4.1.
/// <code>
///  0                   1                   2                   3
///  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// |V=2|P|  count  |      type     |   length in words, less one   |
/// +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
/// </code>
/// </remarks>
public readonly ref struct RtcpPacket
{
    /// <summary>Bytes before the body.</summary>
    public const int HeaderLength = 4;

    internal const int MaxCount = 31;
    private const int WordLength = 4;

    internal RtcpPacket(byte count, RtcpPacketType type, ReadOnlySpan<byte> body)
    {
        Count = count;
        Type = type;
        Body = body;
    }

    /// <summary>Blocks, sources or the format of the feedback, 0 to 31.</summary>
    public byte Count { get; }

    /// <summary>The type; any value.</summary>
    public RtcpPacketType Type { get; }

    /// <summary>What follows the header, without padding.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>Writes the header of a packet.</summary>
    /// <param name="destination">The packet's bytes.</param>
    /// <param name="count">0 to 31.</param>
    /// <param name="type">Its type.</param>
    /// <param name="length">Bytes of the whole packet, a multiple of 4.</param>
    internal static void WriteHeader(Span<byte> destination, int count, RtcpPacketType type, int length)
    {
        destination[0] = (byte)(0x80 | count);
        destination[1] = (byte)type;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)((length / WordLength) - 1));
    }
}
