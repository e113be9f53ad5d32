using System.Buffers.Binary;

namespace Srs.Media.Rtp;

/// <summary>Reads the header of RTP packets.</summary>
/// <remarks>RFC 3550 §5.1, §5.3.1.</remarks>
public static class RtpPacketReader
{
    private const int Version = 2;
    private const int WordLength = 4;

    /// <summary>Reads the header and checks every length in it against the packet.</summary>
    /// <param name="packet">One whole packet; borrowed for the call.</param>
    /// <param name="header">All offsets in it lie within <paramref name="packet"/>.</param>
    /// <returns>False when this is not an RTP packet: too short for what it tells, too long, another version, or padding that can't be.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out RtpHeader header)
    {
        header = default;
        if (packet.Length is < RtpHeader.FixedLength or > RtpLimits.MaxPacketBytes || packet[0] >> 6 != Version)
        {
            return false;
        }

        var contributors = packet[0] & 0x0F;
        var offset = RtpHeader.FixedLength + (contributors * WordLength);
        ushort profile = 0;
        var extensionOffset = 0;
        var extensionLength = 0;
        if ((packet[0] & 0x10) != 0)
        {
            extensionOffset = offset + WordLength;
            if (packet.Length < extensionOffset)
            {
                return false;
            }

            profile = BinaryPrimitives.ReadUInt16BigEndian(packet[offset..]);
            extensionLength = BinaryPrimitives.ReadUInt16BigEndian(packet[(offset + sizeof(ushort))..]) * WordLength;
            offset = extensionOffset + extensionLength;
        }

        if (packet.Length < offset)
        {
            return false;
        }

        byte padding = 0;
        if ((packet[0] & 0x20) != 0)
        {
            padding = packet[^1];
            if (padding == 0 || padding > packet.Length - offset)
            {
                return false;
            }
        }

        header = new RtpHeader
        {
            Marker = (packet[1] & 0x80) != 0,
            PayloadType = (byte)(packet[1] & 0x7F),
            SequenceNumber = BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
            Timestamp = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]),
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet[8..]),
            ContributorCount = (byte)contributors,
            ExtensionProfile = profile,
            ExtensionOffset = extensionOffset,
            ExtensionLength = extensionLength,
            PayloadOffset = offset,
            PayloadLength = packet.Length - offset - padding,
            PaddingLength = padding,
        };
        return true;
    }

    /// <summary>One of the contributing sources.</summary>
    /// <param name="packet">The packet that <paramref name="header"/> was read from.</param>
    /// <param name="header">Its header.</param>
    /// <param name="index">0 to one less than <see cref="RtpHeader.ContributorCount"/>.</param>
    public static uint ReadContributor(ReadOnlySpan<byte> packet, in RtpHeader header, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, header.ContributorCount);
        return BinaryPrimitives.ReadUInt32BigEndian(packet[(RtpHeader.FixedLength + (index * WordLength))..]);
    }
}
