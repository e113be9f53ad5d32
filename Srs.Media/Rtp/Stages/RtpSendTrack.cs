namespace Srs.Media.Rtp.Stages;

/// <summary>The sending end of a track towards one viewer: its packets, its reports, and answers to what it lost.</summary>
/// <remarks>Allocates nothing per packet. Used by the viewer's thread alone.</remarks>
/// <param name="options">What was negotiated.</param>
/// <param name="name">CNAME, the same for all tracks that go together; UTF-8, at most 255 bytes.</param>
public sealed class RtpSendTrack(RtpRewriterOptions options, ReadOnlyMemory<byte> name)
{
    /// <summary>What is taken for the round trip before it is known.</summary>
    private static readonly TimeSpan FirstRoundTrip = TimeSpan.FromMilliseconds(50);

    /// <summary>Numbers and timestamps.</summary>
    public RtpRewriter Rewriter { get; } = new(options);

    /// <summary>Sender reports.</summary>
    public SenderReports Reports { get; } = new(options.Ssrc, name);

    /// <summary>What may be sent again.</summary>
    public RetransmissionBudget Budget { get; } = new();

    /// <summary>Packets that the viewer asked for and that are not there any more, or never were.</summary>
    public long Missed { get; private set; }

    /// <summary>Writes a packet for the viewer, as <see cref="RtpRewriter.Write"/>.</summary>
    /// <returns>Bytes written; 0 when the viewer does not get it.</returns>
    public int Write(RtpPacket packet, in RtpSendStamp stamp, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(packet);
        var length = Rewriter.Write(packet, stamp, destination);
        if (length > 0)
        {
            Reports.OnSent(packet.PayloadLength);
            Budget.OnSent(length);
        }

        return length;
    }

    /// <summary>Writes a packet that the viewer lost.</summary>
    /// <param name="sequence">From its NACK.</param>
    /// <param name="stamp">For a retransmission's header extensions; its number counts as used only when something is written.</param>
    /// <param name="destination">Room as for <see cref="RtpRewriter.Write"/>.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <returns>Bytes written; 0 when it is gone, or the viewer asks too often.</returns>
    public int WriteAgain(ushort sequence, in RtpSendStamp stamp, Span<byte> destination, TimeSpan now)
    {
        if (!Rewriter.TryFind(sequence, out var source, out var original) || !source.History.TryGet(original, out var packet))
        {
            Missed++;
            return 0;
        }

        using (packet)
        {
            return Budget.TryTake(sequence, packet.PayloadLength + RtpRewriter.MaxGrowth, Reports.RoundTrip ?? FirstRoundTrip, now)
                ? Rewriter.WriteAgain(sequence, packet, stamp, destination)
                : 0;
        }
    }
}
