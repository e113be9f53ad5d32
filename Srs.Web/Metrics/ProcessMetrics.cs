using System.Diagnostics.Metrics;
using Srs.Web.Logging;
using Srs.Web.Shedding;

namespace Srs.Web.Metrics;

/// <summary>What the server does about its own troubles: load that it sheds, log lines that it loses.</summary>
internal sealed class ProcessMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Srs.Web.Process";

    public ProcessMetrics(CircuitBreaker? breaker, LogFile? log)
    {
        if (breaker is not null)
        {
            Meter.CreateObservableGauge(
                "srs.circuit_breaker_level", () => (int)breaker.Level, null, "Load: 0 normal, 1 high, 2 critical (new viewers are refused), 3 dying (new publishers, too).");
            Meter.CreateObservableCounter("srs.circuit_breaker_refused", () => breaker.Refused, null, "Sessions refused because of the load.");
        }

        if (log is not null)
        {
            Meter.CreateObservableCounter("srs.log_lost_lines", () => log.LostLines, null, "Lines that the log file could not take.");
        }
    }

    /// <summary>The meter, so that its instruments can be told from those of another server in the process.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
