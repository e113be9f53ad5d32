using System.Diagnostics.Metrics;

namespace Srs.Web.Callbacks;

/// <summary>What callbacks count, as instruments; no address and nothing of a client is in them.</summary>
internal sealed class CallbackMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Srs.Web.Callbacks";

    private readonly Counter<long> _calls;
    private readonly Histogram<double> _durations;
    private readonly UpDownCounter<long> _queued;

    public CallbackMetrics()
    {
        _calls = Meter.CreateCounter<long>("srs.callbacks", null, "Calls to callback servers by event and outcome, those dropped unmade included.");
        _durations = Meter.CreateHistogram(
            "srs.callback_duration",
            "s",
            "How long calls to callback servers took.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _queued = Meter.CreateUpDownCounter<long>("srs.callbacks_queued", null, "Notifications that are being delivered or wait for it.");
    }

    /// <summary>The meter, so that its instruments can be told from those of another server in the process.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <summary>Counts a call.</summary>
    public void Count(string name, CallbackOutcome outcome, TimeSpan duration)
    {
        _calls.Add(1, new KeyValuePair<string, object?>("event", name), new("outcome", CallbackResult.NameOf(outcome)));
        if (outcome != CallbackOutcome.Dropped)
        {
            _durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("event", name));
        }
    }

    /// <summary>Notes that notifications have come or gone.</summary>
    public void AddQueued(int change) => _queued.Add(change);

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();
}
