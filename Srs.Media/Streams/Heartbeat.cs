namespace Srs.Media.Streams;

/// <summary>The one timer that all timeouts and rates hang on: once a second.</summary>
public sealed class Heartbeat(TimeProvider clock, SessionRegistry sessions, StreamRegistry streams) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;

    /// <summary>Starts ticking.</summary>
    public void Start() => _timer = clock.CreateTimer(static state => ((Heartbeat)state!).Tick(), this, Interval, Interval);

    /// <summary>One tick; tests call it instead of waiting.</summary>
    public void Tick()
    {
        // A tick that takes longer than a second must not meet the next one.
        if (!_gate.TryEnter())
        {
            return;
        }

        try
        {
            sessions.OnTick();
            streams.OnTick();
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();
}
