using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Rtp.Stages;

/// <summary>How a source is received, for report blocks.</summary>
/// <remarks>RFC 3550 §6.4.1 and appendices A.3 and A.8. No clock of its own; not thread-safe.</remarks>
/// <param name="rate">Ticks of the source's clock in a second.</param>
public sealed class ReceptionStatistics(int rate)
{
    private long _first;
    private long _highest = -1;
    private long _expectedBefore;
    private long _receivedBefore;
    private long _lastTransit;
    private double _jitter;
    private NtpTime _lastReport;
    private TimeSpan _lastReportArrival;
    private bool _hasStarted;

    /// <summary>Packets that came, duplicates too.</summary>
    public long Received { get; private set; }

    /// <summary>Packets lost so far; negative with duplicates.</summary>
    public long Lost => _hasStarted ? _highest - _first + 1 - Received : 0;

    /// <summary>Interarrival jitter.</summary>
    public TimeSpan Jitter => TimeSpan.FromSeconds(_jitter / rate);

    /// <summary>Starts over, as when the source did.</summary>
    /// <param name="first">The number of the first packet that is expected.</param>
    public void Restart(long first)
    {
        _first = first;
        _highest = first - 1;
        _expectedBefore = _receivedBefore = Received = 0;
        _jitter = 0;
        _lastReport = default;
        _hasStarted = false;
    }

    /// <summary>Takes note of a packet of the source itself, not of a retransmission on another one.</summary>
    /// <param name="sequence">On an endless count.</param>
    /// <param name="timestamp">In ticks.</param>
    /// <param name="arrival">On the clock of <see cref="RtpClock"/>.</param>
    public void OnPacket(long sequence, uint timestamp, TimeSpan arrival)
    {
        Received++;
        _first = Math.Min(_first, sequence);
        if (sequence > _highest)
        {
            _highest = sequence;
            Measure(timestamp, arrival);
        }
    }

    /// <summary>Takes note of a sender report of the source.</summary>
    public void OnSenderReport(NtpTime ntp, TimeSpan arrival)
    {
        _lastReport = ntp;
        _lastReportArrival = arrival;
    }

    /// <summary>A report block on what came since the last one.</summary>
    /// <param name="ssrc">The source.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    public RtcpReportBlock Report(uint ssrc, TimeSpan now)
    {
        var expected = _highest - _first + 1;
        var expectedSince = expected - _expectedBefore;
        var lostSince = expectedSince - (Received - _receivedBefore);
        _expectedBefore = expected;
        _receivedBefore = Received;
        return new RtcpReportBlock(
            ssrc,
            expectedSince <= 0 || lostSince <= 0 ? (byte)0 : (byte)Math.Min(byte.MaxValue, (lostSince << 8) / expectedSince),
            (int)Math.Clamp(expected - Received, RtcpReportBlock.MinLost, RtcpReportBlock.MaxLost),
            (uint)_highest,
            (uint)Math.Min(_jitter, uint.MaxValue),
            _lastReport.Compact,
            _lastReport == default ? 0 : NtpTime.ToCompact(now - _lastReportArrival));
    }

    private void Measure(uint timestamp, TimeSpan arrival)
    {
        var transit = RtpTicks.FromTime(arrival, rate) - timestamp;
        if (_hasStarted)
        {
            // Both clocks wrap around; what is a clock that leapt, and not jitter, is left out.
            var difference = Math.Abs((long)(int)(uint)(transit - _lastTransit));
            if (difference < (long)rate * 10)
            {
                _jitter += (difference - _jitter) / 16;
            }
        }

        _hasStarted = true;
        _lastTransit = transit;
    }
}
