using System.Buffers.Binary;

namespace Srs.Media.Rtp;

/// <summary>Retransmissions on a stream of their own: the payload is the original's, after its sequence number.</summary>
/// <remarks>RFC 4588 §4.</remarks>
internal static class RtxFormat
{
    /// <summary>Bytes before the original payload.</summary>
    public const int HeaderLength = 2;

    /// <summary>The original's sequence number.</summary>
    /// <returns>False for a packet without payload, which some send to test the path.</returns>
    public static bool TryReadSequence(ReadOnlySpan<byte> packet, in RtpHeader header, out ushort sequence)
    {
        var isWhole = header.PayloadLength >= HeaderLength;
        sequence = isWhole ? BinaryPrimitives.ReadUInt16BigEndian(packet[header.PayloadOffset..]) : (ushort)0;
        return isWhole;
    }

    /// <summary>Writes what stands before the original payload.</summary>
    public static void Write(ref RtpPacketWriter writer, ushort sequence)
    {
        BinaryPrimitives.WriteUInt16BigEndian(writer.Rest, sequence);
        writer.Advance(HeaderLength);
    }
}
