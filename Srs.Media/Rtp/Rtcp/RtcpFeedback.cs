using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>What all feedback packets begin with: who tells, and of which source.</summary>
/// <remarks>RFC 4585 §6.1.</remarks>
internal static class RtcpFeedback
{
    /// <summary>Bytes of the RTCP header and the two SSRCs.</summary>
    public const int HeaderLength = RtcpPacket.HeaderLength + SourcesLength;

    /// <summary>Bytes of the two SSRCs.</summary>
    public const int SourcesLength = 8;

    /// <summary>Whether it is feedback of this kind and holds its sources.</summary>
    public static bool Is(RtcpPacket packet, RtcpPacketType type, int format) =>
        packet.Type == type && packet.Count == format && packet.Body.Length >= SourcesLength;

    public static uint ReadSender(RtcpPacket packet) => BinaryPrimitives.ReadUInt32BigEndian(packet.Body);

    public static uint ReadMedia(RtcpPacket packet) => BinaryPrimitives.ReadUInt32BigEndian(packet.Body[4..]);

    /// <summary>Writes the header of a packet of <paramref name="length"/> bytes.</summary>
    public static void WriteHeader(Span<byte> destination, RtcpPacketType type, int format, int length, uint senderSsrc, uint mediaSsrc)
    {
        RtcpPacket.WriteHeader(destination, format, type, length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], senderSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], mediaSsrc);
    }
}
