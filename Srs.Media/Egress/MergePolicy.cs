namespace Srs.Media.Egress;

/// <summary>Gives latency up for capacity when capacity is short: SRS's <c>mw_latency</c>, chosen by the load of a worker.</summary>
/// <remarks>
/// Written to by one thread. Sending less often costs less by half or more at each step, so the way back needs a load of less than half
/// of what led here, for some time.
/// </remarks>
internal sealed class MergePolicy
{
    /// <summary>What frames are gathered for, step by step: not at all, and what SRS's own users choose.</summary>
    internal static readonly TimeSpan[] Steps = [TimeSpan.Zero, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(350)];

    private const double HighLoad = 0.75;
    private const double LowLoad = 0.30;
    private static readonly TimeSpan CalmTime = TimeSpan.FromSeconds(10);

    private int _step;
    private TimeSpan _calm;

    /// <summary>For how long frames are gathered now.</summary>
    public TimeSpan Merge => Steps[Volatile.Read(ref _step)];

    /// <summary>Takes a measurement.</summary>
    /// <param name="load">Share of the time in which the worker was at work, 0 to 1.</param>
    /// <param name="time">Time that was measured.</param>
    public void Observe(double load, TimeSpan time)
    {
        _calm = load < LowLoad ? _calm + time : TimeSpan.Zero;
        if (load > HighLoad && _step < Steps.Length - 1)
        {
            Volatile.Write(ref _step, _step + 1);
        }
        else if (_calm >= CalmTime && _step > 0)
        {
            _calm = TimeSpan.Zero;
            Volatile.Write(ref _step, _step - 1);
        }
    }
}
