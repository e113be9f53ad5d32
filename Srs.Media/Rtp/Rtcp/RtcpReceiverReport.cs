using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>RR: how sources are received by one that sends nothing.</summary>
/// <remarks>Borrows the datagram. The receiver's SSRC, then report blocks. RFC 3550 §6.4.2.</remarks>
public readonly ref struct RtcpReceiverReport
{
    private const int SsrcLength = 4;

    /// <summary>The receiver.</summary>
    public uint Ssrc { get; private init; }

    /// <summary>What it receives.</summary>
    public RtcpReportBlocks Blocks { get; private init; }

    /// <summary>Reads a report.</summary>
    /// <returns>False when it is something else, or shorter than it tells.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpReceiverReport report)
    {
        if (packet.Type != RtcpPacketType.ReceiverReport
            || packet.Body.Length < SsrcLength + (packet.Count * RtcpReportBlock.Length))
        {
            report = default;
            return false;
        }

        report = new RtcpReceiverReport
        {
            Ssrc = BinaryPrimitives.ReadUInt32BigEndian(packet.Body),
            Blocks = new RtcpReportBlocks(packet.Body[SsrcLength..], packet.Count),
        };
        return true;
    }

    /// <summary>Writes a report.</summary>
    /// <param name="destination">Room for 8 bytes and 24 for each block.</param>
    /// <param name="ssrc">Our own source.</param>
    /// <param name="blocks">0 to 31.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, uint ssrc, params ReadOnlySpan<RtcpReportBlock> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(blocks.Length, RtcpPacket.MaxCount);
        var length = RtcpPacket.HeaderLength + SsrcLength + (blocks.Length * RtcpReportBlock.Length);
        RtcpPacket.WriteHeader(destination, blocks.Length, RtcpPacketType.ReceiverReport, length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[RtcpPacket.HeaderLength..], ssrc);
        for (var i = 0; i < blocks.Length; i++)
        {
            blocks[i].Write(destination[(RtcpPacket.HeaderLength + SsrcLength + (i * RtcpReportBlock.Length))..]);
        }

        return length;
    }
}
