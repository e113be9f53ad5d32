namespace Srs.Media.Net;

/// <summary>Cancels one wait after another, each when its time is up or its caller gives up. Allocates nothing in the usual case.</summary>
/// <remarks>Not thread-safe: one wait at a time.</remarks>
internal sealed class WaitTimeout(TimeProvider clock) : IDisposable
{
    private CancellationTokenSource _source = new(Timeout.InfiniteTimeSpan, clock);
    private CancellationTokenRegistration _caller;

    /// <summary>Begins a wait.</summary>
    /// <param name="limit">Longest time, or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public CancellationToken Start(TimeSpan limit, CancellationToken cancellationToken)
    {
        _source.CancelAfter(limit);
        _caller = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        return _source.Token;
    }

    /// <summary>Ends the wait.</summary>
    public void Stop()
    {
        _caller.Dispose();
        if (!_source.TryReset())
        {
            _source.Dispose();
            _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, clock);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}
