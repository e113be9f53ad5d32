using Srs.Media.Rtp.Stages;

namespace Srs.Media.Rtp;

/// <summary>An unbroken run of packets of a track: sequence numbers and timestamps continue within it.</summary>
/// <remarks>
/// A publisher that starts over, changes its SSRC or lets its clock leap begins a new one; so does another publisher. Whoever
/// forwards packets sees by this object that something has to be bridged. Thread-safe.
/// </remarks>
/// <param name="history">Recent packets of the track.</param>
/// <param name="clock">What its timestamps stand for.</param>
public sealed class RtpSource(RtpHistory history, RtpSourceClock clock)
{
    /// <summary>Recent packets of the track, for those who lost some.</summary>
    public RtpHistory History { get; } = history;

    /// <summary>What its timestamps stand for.</summary>
    public RtpSourceClock Clock { get; } = clock;
}
