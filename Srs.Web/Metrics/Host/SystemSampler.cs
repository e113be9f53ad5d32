namespace Srs.Web.Metrics.Host;

/// <summary>Samples of process and machine, one a second at most, so that asking often costs nothing. Thread-safe.</summary>
internal sealed class SystemSampler(TimeProvider clock, Func<HostReading> read)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private HostReading _reading = read();
    private long _readAt = clock.GetTimestamp();
    private SystemSample? _sample;

    /// <summary>Samples this process and machine.</summary>
    public SystemSampler(TimeProvider clock)
        : this(clock, HostReading.Take)
    {
    }

    /// <summary>The newest sample, made now when the last one is older than a second.</summary>
    public SystemSample Sample()
    {
        lock (_gate)
        {
            var elapsed = clock.GetElapsedTime(_readAt);
            if (_sample is null || elapsed >= Interval)
            {
                var reading = read();
                _sample = SystemSample.Compare(_reading, reading, elapsed, clock.GetUtcNow());
                _reading = reading;
                _readAt = clock.GetTimestamp();
            }

            return _sample;
        }
    }
}
