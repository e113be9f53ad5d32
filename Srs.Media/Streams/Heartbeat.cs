using Microsoft.Extensions.Logging;

namespace Srs.Media.Streams;

/// <summary>The one timer that all timeouts and rates hang on: once a second.</summary>
/// <remarks>A fault in one session's or stream's tick is logged and keeps nobody else from theirs.</remarks>
public sealed partial class Heartbeat(TimeProvider clock, SessionRegistry sessions, StreamRegistry streams, ILogger<Heartbeat> logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private ITimer? _timer;

    /// <summary>Raised at each tick, after sessions and streams have had theirs. Handlers return at once.</summary>
    public event Action? Ticked;

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
            foreach (var session in sessions.Sessions)
            {
                Guard(static session => session.OnTick(), session);
            }

            Guard(static streams => streams.OnTick(), streams);
            foreach (var handler in Delegate.EnumerateInvocationList(Ticked))
            {
                Guard(static handler => handler(), handler);
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private void Guard<T>(Action<T> tick, T target)
    {
        try
        {
            tick(target);
        }
        catch (Exception e)
        {
            LogFault(typeof(T).Name, e);
        }
    }

    [LoggerMessage(1000, LogLevel.Error, "The tick of a {Kind} failed by a fault of the server.")]
    private partial void LogFault(string kind, Exception exception);
}
