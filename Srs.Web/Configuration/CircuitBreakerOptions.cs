namespace Srs.Web.Configuration;

/// <summary>Shedding load; section <c>Srs:CircuitBreaker</c>. Load is the processor time of the process in percent of all that it may use.</summary>
internal sealed record CircuitBreakerOptions
{
    /// <summary>Whether work is shed when the processors are busy. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Load in percent above which log, API and metrics say that it is high. Default 90, as SRS.</summary>
    public int HighThreshold { get; init; } = 90;

    /// <summary>Seconds of it in a row until it counts. Default 2, as SRS.</summary>
    public int HighPulse { get; init; } = 2;

    /// <summary>Load in percent above which new viewers are refused. Default 95, as SRS.</summary>
    public int CriticalThreshold { get; init; } = 95;

    /// <summary>Seconds of it in a row until it counts. Default 1, as SRS.</summary>
    public int CriticalPulse { get; init; } = 1;

    /// <summary>Load in percent above which new publishers are refused, too. Default 99, as SRS.</summary>
    public int DyingThreshold { get; init; } = 99;

    /// <summary>Seconds of it in a row until it counts. Default 5, as SRS.</summary>
    public int DyingPulse { get; init; } = 5;
}
