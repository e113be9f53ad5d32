namespace Srs.Media.Rtp;

/// <summary>The clock of the RTP plane: arrival times that never step back, and the time of day that goes with them in reports.</summary>
/// <remarks>Thread-safe. The time of day is read once, so that a clock that is set does not tear sound from picture in running sessions.</remarks>
public sealed class RtpClock
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly DateTimeOffset _startOfDay;

    /// <summary>Starts at <see cref="TimeSpan.Zero"/>.</summary>
    public RtpClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _start = time.GetTimestamp();
        _startOfDay = time.GetUtcNow();
    }

    /// <summary>Time since the clock was made; what the stages mean by "now". Read once for each datagram or batch.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>The time of day at <paramref name="time"/> of this clock.</summary>
    public NtpTime ToNtp(TimeSpan time) => NtpTime.From(_startOfDay + time);
}
