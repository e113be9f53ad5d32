namespace Srs.Web.Configuration;

/// <summary>Shedding load; section <c>Srs:CircuitBreaker</c>.</summary>
internal sealed record CircuitBreakerOptions
{
    /// <summary>Whether work is shed when the processors are busy. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Load in percent that counts as high. Default 90, as SRS.</summary>
    public int HighThreshold { get; init; } = 90;

    /// <summary>Seconds of it until it counts. Default 2, as SRS.</summary>
    public int HighPulse { get; init; } = 2;

    /// <summary>Load in percent that counts as critical. Default 95, as SRS.</summary>
    public int CriticalThreshold { get; init; } = 95;

    /// <summary>Seconds of it until it counts. Default 1, as SRS.</summary>
    public int CriticalPulse { get; init; } = 1;

    /// <summary>Load in percent at which new sessions are refused. Default 99, as SRS.</summary>
    public int DyingThreshold { get; init; } = 99;

    /// <summary>Seconds of it until it counts. Default 5, as SRS.</summary>
    public int DyingPulse { get; init; } = 5;
}
