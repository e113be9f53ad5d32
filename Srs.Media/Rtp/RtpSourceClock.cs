namespace Srs.Media.Rtp;

/// <summary>Which timestamp of a source stands for which instant on our clock.</summary>
/// <remarks>
/// By the arrival of packets, the quickest of them, until a sender report tells; so sound and picture go together from the first
/// report on, and roughly before it. Thread-safe: written by the publisher's thread, read by those of viewers.
/// </remarks>
/// <param name="rate">Ticks in a second.</param>
/// <param name="publisher">Shared by the tracks of a publisher.</param>
public sealed class RtpSourceClock(int rate, PublisherClock publisher)
{
    private const int DriftShare = 256;

    private readonly Lock _gate = new();
    private uint _timestamp;
    private TimeSpan _instant;
    private bool _isKnown;

    /// <summary>Ticks in a second.</summary>
    public int Rate { get; } = rate;

    /// <summary>Whether a sender report, or the owner, has told.</summary>
    public bool IsReported { get; private set; }

    /// <summary>Takes note of a packet that came in order.</summary>
    public void OnPacket(uint timestamp, TimeSpan arrival)
    {
        if (IsReported)
        {
            return;
        }

        lock (_gate)
        {
            if (!_isKnown)
            {
                _isKnown = true;
                (_timestamp, _instant) = (timestamp, arrival);
                return;
            }

            // The anchor moves along, so that neither the timestamps wrap around nor the difference grows.
            var expected = _instant + RtpTicks.ToTime((int)(timestamp - _timestamp), Rate);
            var late = arrival - expected;
            (_timestamp, _instant) = (timestamp, expected + (late < TimeSpan.Zero ? late : late / DriftShare));
        }
    }

    /// <summary>Takes a sender report of the source.</summary>
    /// <param name="ntp">0 from a source without a clock, which then tells nothing.</param>
    /// <param name="timestamp">The same instant in ticks.</param>
    /// <param name="arrival">When it came.</param>
    public void OnSenderReport(NtpTime ntp, uint timestamp, TimeSpan arrival)
    {
        if (ntp == default)
        {
            return;
        }

        Set(timestamp, publisher.ToLocal(ntp, arrival));
    }

    /// <summary>Says which timestamp stands for an instant, and leaves the arrival of packets out of account.</summary>
    public void Set(uint timestamp, TimeSpan instant)
    {
        lock (_gate)
        {
            (_timestamp, _instant) = (timestamp, instant);
            _isKnown = true;
            IsReported = true;
        }
    }

    /// <summary>The timestamp of an instant.</summary>
    /// <param name="instant">On our clock.</param>
    /// <param name="timestamp">In ticks, with wrap-around.</param>
    /// <returns>False before the first packet.</returns>
    public bool TryGetTimestamp(TimeSpan instant, out uint timestamp)
    {
        lock (_gate)
        {
            timestamp = _timestamp + (uint)RtpTicks.FromTime(instant - _instant, Rate);
            return _isKnown;
        }
    }
}
