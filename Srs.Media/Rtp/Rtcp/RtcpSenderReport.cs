using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>SR: what a source has sent, and which time of day its timestamps stand for.</summary>
/// <remarks>
/// Borrows the datagram. RFC 3550 §6.4.1.
/// <code>
/// |                              SSRC                             |
/// |            NTP timestamp, most significant word               |
/// |            NTP timestamp, least significant word              |
/// |                         RTP timestamp                         |
/// |                     sender's packet count                     |
/// |                      sender's octet count                     |
/// |               report blocks, 24 bytes each ...                |
/// </code>
/// </remarks>
public readonly ref struct RtcpSenderReport
{
    private const int InfoLength = 24;

    /// <summary>The source.</summary>
    public uint Ssrc { get; private init; }

    /// <summary>When the report was made; 0 from sources without a clock.</summary>
    public NtpTime Ntp { get; private init; }

    /// <summary>The same instant in ticks of the source's clock.</summary>
    public uint RtpTimestamp { get; private init; }

    /// <summary>Packets since the beginning, with wrap-around.</summary>
    public uint PacketCount { get; private init; }

    /// <summary>Bytes of payload since the beginning, with wrap-around.</summary>
    public uint OctetCount { get; private init; }

    /// <summary>What the source receives.</summary>
    public RtcpReportBlocks Blocks { get; private init; }

    /// <summary>Reads a report.</summary>
    /// <returns>False when it is something else, or shorter than it tells.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpSenderReport report)
    {
        var body = packet.Body;
        if (packet.Type != RtcpPacketType.SenderReport || body.Length < InfoLength + (packet.Count * RtcpReportBlock.Length))
        {
            report = default;
            return false;
        }

        report = new RtcpSenderReport
        {
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(body),
            Ntp = new NtpTime(BinaryPrimitives.ReadUInt64BigEndian(body[4..])),
            RtpTimestamp = BinaryPrimitives.ReadUInt32BigEndian(body[12..]),
            PacketCount = BinaryPrimitives.ReadUInt32BigEndian(body[16..]),
            OctetCount = BinaryPrimitives.ReadUInt32BigEndian(body[20..]),
            Blocks = new RtcpReportBlocks(body[InfoLength..], packet.Count),
        };
        return true;
    }

    /// <summary>Writes a report.</summary>
    /// <param name="destination">Room for 28 bytes and 24 for each block.</param>
    /// <param name="ssrc">Our source.</param>
    /// <param name="ntp">Now.</param>
    /// <param name="rtpTimestamp">Now, in ticks of the source's clock.</param>
    /// <param name="packetCount">Packets sent.</param>
    /// <param name="octetCount">Bytes of payload sent.</param>
    /// <param name="blocks">0 to 31.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(
        Span<byte> destination,
        uint ssrc,
        NtpTime ntp,
        uint rtpTimestamp,
        uint packetCount,
        uint octetCount,
        params ReadOnlySpan<RtcpReportBlock> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks.Length, RtcpPacket.MaxCount);
        var length = RtcpPacket.HeaderLength + InfoLength + (blocks.Length * RtcpReportBlock.Length);
        RtcpPacket.WriteHeader(destination, blocks.Length, RtcpPacketType.SenderReport, length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], ssrc);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], ntp.Value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], rtpTimestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[20..], packetCount);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], octetCount);
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i].Write(destination[(RtcpPacket.HeaderLength + InfoLength + (i * RtcpReportBlock.Length))..]);
        }

        return length;
    }
}
