using Srs.Web.Configuration;

namespace Srs.Web.Callbacks;

/// <summary>Posts the server's sign of life at an interval; what is answered does not matter.</summary>
/// <remarks>The way of the callbacks, so API, metrics and log show it as the event <c>heartbeat</c> of no virtual host.</remarks>
internal sealed class HeartbeatReporter(
    HeartbeatOptions options, HeartbeatPayload payload, CallbackSender sender, TimeProvider clock, ILogger<HeartbeatReporter> logger) : IAsyncDisposable
{
    /// <summary>Longest time that one may take; SRS's for its callbacks.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;
    private HeartbeatOptions _options = options;
    private bool _isStarted;

    /// <summary>Sends the first one, when they are switched on.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            Run(Task.CompletedTask);
        }
    }

    /// <summary>Goes on by other settings, if they are others.</summary>
    public void Change(HeartbeatOptions options)
    {
        lock (_gate)
        {
            if (options == _options || !_isStarted)
            {
                _options = options;
                return;
            }

            _options = options;
            var (stopping, before) = (_stopping, _running);
            _stopping = new CancellationTokenSource();
            Run(before);
            stopping.Cancel();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        CancellationTokenSource stopping;
        lock (_gate)
        {
            (_isStarted, stopping) = (false, _stopping);
        }

        await stopping.CancelAsync();
        await _running;
        stopping.Dispose();
    }

    private void Run(Task before) => _running = _options.Enabled ? RunAsync(_options, before, _stopping.Token) : before;

    private async Task RunAsync(HeartbeatOptions options, Task before, CancellationToken stopping)
    {
        await before;
        var url = new Uri(options.Url);
        using var timer = new PeriodicTimer(options.Interval, clock);
        try
        {
            do
            {
                await SendAsync(options, url, stopping);
            }
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SendAsync(HeartbeatOptions options, Uri url, CancellationToken stopping)
    {
        byte[] body;
        try
        {
            body = payload.Write(options);
        }
        catch (Exception e)
        {
            // A system that does not tell its addresses or load; the next time it may.
            logger.CallbackFault(e);
            return;
        }

        var call = new CallbackCall(CallbackEvent.Heartbeat, Vhost: "", ClientId: "", body, Secret: "", Timeout, IgnoresAnswer: true);
        await sender.SendAsync(call, url, attempt: 1, stopping);
    }
}
