using Srs.Media.Streams;
using Srs.Web.Api;
using Srs.Web.Configuration;

namespace Srs.Web.Hosting;

/// <summary>The stop that cuts nobody off, SRS's SIGQUIT; and the one that ends it. Thread-safe.</summary>
/// <remarks>
/// <c>/readyz</c> says no at once. After <c>Srs:GraceStartWait</c>, in which load balancers take notice, the ports are closed. When the
/// last session has ended by itself the server stops, and waits for <c>Srs:GraceFinalWait</c>. There is no limit to the sessions' time, as in SRS.
/// </remarks>
internal sealed class GracefulStop(
    SrsOptions options,
    ListenTransport transport,
    Readiness readiness,
    SessionRegistry sessions,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<GracefulStop> logger)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private readonly TaskCompletionSource _atOnce = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _hasBegun;
    private volatile bool _isClosed;

    /// <summary>Whether the ports are closed; connections that are still there may open nothing new.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Begins a graceful stop; returns at once, and does nothing when one is under way.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            _ = Task.Run(RunAsync);
        }
    }

    /// <summary>Stops now, and cuts a graceful stop short.</summary>
    public void StopAtOnce()
    {
        _atOnce.TrySetResult();
        lifetime.StopApplication();
    }

    /// <summary>The last wait of a graceful stop, when all is closed; ends at once after any other.</summary>
    public Task FinishAsync() => Volatile.Read(ref _hasBegun) == 1 ? WaitAsync(options.GraceFinalWait) : Task.CompletedTask;

    private async Task RunAsync()
    {
        readiness.IsReady = false;
        logger.GracefulStopBegins(options.GraceStartWait.TotalSeconds, sessions.Count);
        try
        {
            await WaitAsync(options.GraceStartWait);
            transport.CloseListeners();
            _isClosed = true;
            await WaitForSessionsAsync();
        }
        catch (Exception e)
        {
            logger.GracefulStopFailed(e);
        }

        lifetime.StopApplication();
    }

    /// <summary>Waits until nobody is left; tells who is after 1, 2, 4, 8 … seconds, the times at which SRS looks.</summary>
    private async Task WaitForSessionsAsync()
    {
        var (start, next) = (clock.GetTimestamp(), TimeSpan.FromSeconds(1));
        while (sessions.Count > 0 && !_atOnce.Task.IsCompleted)
        {
            await WaitAsync(LookInterval);
            if (clock.GetElapsedTime(start) >= next)
            {
                logger.GracefulStopWaits(sessions.Count);
                next *= 2;
            }
        }
    }

    private async Task WaitAsync(TimeSpan time) => await Task.WhenAny(Task.Delay(time, clock), _atOnce.Task);
}
