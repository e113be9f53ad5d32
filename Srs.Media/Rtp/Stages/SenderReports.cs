using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Rtp.Stages;

/// <summary>Sender reports of one source of ours, and what its receiver reports back.</summary>
/// <remarks>
/// The first report goes out with the first packet, since sound and picture go together only with it. No clock of its own; not
/// thread-safe. RFC 3550 §6.4.1.
/// </remarks>
/// <param name="ssrc">Our source.</param>
/// <param name="name">CNAME, the same for all tracks that go together; UTF-8.</param>
public sealed class SenderReports(uint ssrc, ReadOnlyMemory<byte> name)
{
    /// <summary>Time from report to report.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Bytes that a report with its source description fits into.</summary>
    public const int MaxLength = 28 + 12 + RtcpSourceDescription.MaxNameLength + 1;

    /// <summary>Longest round trip that is believed.</summary>
    public static readonly TimeSpan MaxRoundTrip = TimeSpan.FromSeconds(10);

    private TimeSpan _nextAt;

    /// <summary>Packets sent, without retransmissions.</summary>
    public long PacketCount { get; private set; }

    /// <summary>Bytes of payload sent, without retransmissions.</summary>
    public long OctetCount { get; private set; }

    /// <summary>Time to the receiver and back, smoothed; null before it is known.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>The newest report block of the receiver; null before one.</summary>
    public RtcpReportBlock? Reported { get; private set; }

    /// <summary>Takes note of a packet that was sent.</summary>
    /// <param name="payloadBytes">Bytes of its payload.</param>
    public void OnSent(int payloadBytes)
    {
        PacketCount++;
        OctetCount += payloadBytes;
    }

    /// <summary>Writes a report and the source's name, when it is time.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="rewriter">Tells the timestamp of now.</param>
    /// <param name="clock">Tells the time of day.</param>
    /// <param name="now">On <paramref name="clock"/>.</param>
    /// <returns>Bytes written; 0 when it is not.</returns>
    public int Write(Span<byte> destination, RtpRewriter rewriter, RtpClock clock, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(rewriter);
        ArgumentNullException.ThrowIfNull(clock);
        if (PacketCount == 0 || now < _nextAt || !rewriter.TryGetTimestamp(now, out var timestamp))
        {
            return 0;
        }

        _nextAt = now + Interval;
        var length = RtcpSenderReport.Write(destination, ssrc, clock.ToNtp(now), timestamp, (uint)PacketCount, (uint)OctetCount);
        return length + RtcpSourceDescription.Write(destination[length..], ssrc, name.Span);
    }

    /// <summary>Takes a report block; one on another source is left out.</summary>
    /// <param name="block">From a receiver or sender report of the viewer.</param>
    /// <param name="clock">The one that reports are made by.</param>
    /// <param name="now">When it came, on <paramref name="clock"/>.</param>
    public void OnReportBlock(in RtcpReportBlock block, RtpClock clock, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (block.Ssrc != ssrc)
        {
            return;
        }

        Reported = block;
        if (block.LastSenderReport != 0)
        {
            // A receiver that tells nonsense would seem to be ahead of its time, or days behind.
            var units = (int)(clock.ToNtp(now).Compact - block.LastSenderReport - block.DelaySinceLastSenderReport);
            var sample = NtpTime.FromCompact((uint)Math.Max(0, units));
            if (sample <= MaxRoundTrip)
            {
                RoundTrip = RoundTrip is { } known ? known + ((sample - known) / 8) : sample;
            }
        }
    }
}
