using Srs.Web.Configuration;

namespace Srs.Web.Callbacks;

/// <summary>Posts the server's sign of life at an interval; what is answered does not matter.</summary>
/// <remarks>The way of the callbacks, so API, metrics and log show it as the event <c>heartbeat</c> of no virtual host.</remarks>
internal sealed class HeartbeatReporter(
    HeartbeatOptions options, HeartbeatPayload payload, CallbackSender sender, TimeProvider clock, ILogger<HeartbeatReporter> logger) : IAsyncDisposable
{
    /// <summary>Longest time that one may take; SRS's for its callbacks.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Sends the first one, when they are switched on.</summary>
    public void Start()
    {
        if (options.Enabled)
        {
            _running = RunAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        var url = new Uri(options.Url);
        using var timer = new PeriodicTimer(options.Interval, clock);
        try
        {
            do
            {
                await SendAsync(url);
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private async Task SendAsync(Uri url)
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
        await sender.SendAsync(call, url, attempt: 1, _stopping.Token);
    }
}
