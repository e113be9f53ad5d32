namespace Srs.Media.Rtp;

/// <summary>What the time of day of a publisher means on our clock: one for all its tracks, since that is what sets sound to picture.</summary>
/// <remarks>
/// The offset follows the reports that were quickest on their way, and slowly the others, so that clocks may drift; a publisher
/// that sets its clock starts over. Used by the publisher's thread alone.
/// </remarks>
public sealed class PublisherClock
{
    /// <summary>A report that is so far off is a clock that was set, and not delay.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(2);

    private const int DriftShare = 64;

    private NtpTime _reference;
    private TimeSpan _atReference;
    private bool _isKnown;

    /// <summary>Our time for a publisher's.</summary>
    /// <param name="ntp">From a sender report.</param>
    /// <param name="arrival">When that came, on the clock of <see cref="RtpClock"/>.</param>
    public TimeSpan ToLocal(NtpTime ntp, TimeSpan arrival)
    {
        var offset = (arrival - _atReference) - (ntp - _reference);
        if (!_isKnown || offset.Duration() > MaxDelay)
        {
            _isKnown = true;
            _reference = ntp;
            _atReference = arrival;
            return arrival;
        }

        _atReference += offset < TimeSpan.Zero ? offset : offset / DriftShare;
        return _atReference + (ntp - _reference);
    }
}
