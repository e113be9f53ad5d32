using System.Collections.Concurrent;

namespace Srs.Web.Callbacks;

/// <summary>The queues of notifications, one for each virtual host, so that a slow server of one keeps nobody else waiting. Thread-safe.</summary>
internal sealed class CallbackNotifier(CallbackSender sender, CallbackMetrics metrics, TimeProvider clock, ILogger<CallbackNotifier> logger) : IAsyncDisposable
{
    /// <summary>How long the stop of the server waits for what is on its way.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, CallbackQueue> _queues = new();

    /// <summary>Notifications of a virtual host that are being delivered or wait.</summary>
    public int CountOf(string vhost) => _queues.TryGetValue(vhost, out var queue) ? queue.Count : 0;

    /// <summary>Takes a notification; returns at once.</summary>
    public void Add(CallbackNotification notification) => QueueOf(notification.Call.Vhost).Add(notification);

    /// <summary>As <see cref="CallbackQueue.SettleAsync"/>.</summary>
    public Task SettleAsync(string vhost, IReadOnlyList<string> keys, TimeSpan limit, CancellationToken cancellationToken) =>
        _queues.TryGetValue(vhost, out var queue) ? queue.SettleAsync(keys, limit, cancellationToken) : Task.CompletedTask;

    /// <summary>Delivers what it can in a moment. After the sessions have ended.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_queues.Select(async queue =>
    {
        if (await queue.Value.DrainAsync(DrainTime) is > 0 and var lost)
        {
            logger.CallbacksLost(lost, queue.Key);
        }
    }));

    private CallbackQueue QueueOf(string vhost) => _queues.GetOrAdd(vhost, name => new CallbackQueue(name, sender, metrics, clock, logger));
}
