using System.Buffers.Binary;

namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>What SRTP has to know of the headers that it leaves in the clear.</summary>
internal static class SrtpHeader
{
    /// <summary>Header of the first packet of an RTCP compound with its sender's SSRC.</summary>
    public const int RtcpHeaderBytes = 8;

    /// <summary>Bytes of the E flag and the index that follow an SRTCP packet. RFC 3711 section 3.4.</summary>
    public const int RtcpIndexBytes = 4;

    /// <summary>Says that an SRTCP packet is encrypted; the index is the other 31 bits.</summary>
    public const uint RtcpEncrypted = 0x8000_0000;

    private const int RtpFixedBytes = 12;
    private const int Version = 2;

    /// <summary>Bytes of an RTP header with contributing sources and extension; 0 when the packet is shorter or none. RFC 3550 section 5.1.</summary>
    public static int RtpLength(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < RtpFixedBytes || packet[0] >> 6 != Version)
        {
            return 0;
        }

        var length = RtpFixedBytes + (4 * (packet[0] & 0x0F));
        if ((packet[0] & 0x10) != 0)
        {
            if (packet.Length < length + 4)
            {
                return 0;
            }

            length += 4 + (4 * BinaryPrimitives.ReadUInt16BigEndian(packet[(length + 2)..]));
        }

        return length <= packet.Length ? length : 0;
    }

    /// <summary>SSRC of an RTP packet.</summary>
    public static uint RtpSsrc(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[8..]);

    /// <summary>Sequence number of an RTP packet.</summary>
    public static ushort RtpSequence(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

    /// <summary>Whether a packet can be RTCP: long enough, and of the right version.</summary>
    public static bool IsRtcp(ReadOnlySpan<byte> packet) => packet.Length >= RtcpHeaderBytes && packet[0] >> 6 == Version;

    /// <summary>SSRC of the sender of an RTCP packet.</summary>
    public static uint RtcpSsrc(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
}
