using Polly;
using Polly.Retry;

namespace Srs.Web.Callbacks;

/// <summary>The notifications of one virtual host: several at the same time, those that share a key in order, a bounded number waiting. Thread-safe.</summary>
internal sealed class CallbackQueue(string vhost, CallbackSender sender, CallbackMetrics metrics, TimeProvider clock, ILogger logger)
{
    /// <summary>Notifications that may wait; one more drops the oldest.</summary>
    public const int MaxWaiting = 1000;

    /// <summary>Notifications that are delivered at the same time; those that somebody waits for come on top.</summary>
    public const int MaxRunning = 8;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>At most one warning of dropped notifications in this time.</summary>
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LinkedList<CallbackNotification> _items = new();
    private int _running;
    private int _hurried;
    private long _dropped;
    private long? _lastWarning;

    /// <summary>Notifications that are being delivered or wait.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Takes a notification; returns at once.</summary>
    public void Add(CallbackNotification notification)
    {
        CallbackNotification? dropped = null;
        lock (_gate)
        {
            if (_items.Count - _running >= MaxWaiting)
            {
                dropped = _items.First(static item => !item.IsRunning);
                _items.Remove(dropped);
                _hurried -= dropped.IsHurried ? 1 : 0;
            }

            _items.AddLast(notification);
        }

        metrics.AddQueued(1);
        if (dropped is not null)
        {
            Drop(dropped);
        }

        StartReady();
    }

    /// <summary>Has everything that shares a key with the caller delivered first, with one more try at most.</summary>
    /// <param name="keys">The caller's keys.</param>
    /// <param name="limit">Longest wait; what is not delivered by then is given up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task SettleAsync(IReadOnlyList<string> keys, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (HurryAll(keys) is { Count: > 0 } ahead)
        {
            await WaitAsync(ahead, limit, cancellationToken);
        }
    }

    /// <summary>Has everything delivered, with one more try at most; what takes longer than the limit is given up.</summary>
    /// <returns>How many were given up.</returns>
    public async Task<int> DrainAsync(TimeSpan limit)
    {
        var ahead = HurryAll(keys: null);
        return ahead.Count == 0 ? 0 : await WaitAsync(ahead, limit, CancellationToken.None);
    }

    private async Task<int> WaitAsync(List<CallbackNotification> ahead, TimeSpan limit, CancellationToken cancellationToken)
    {
        ahead.ForEach(static item => item.Hurry());
        StartReady();
        var all = Task.WhenAll(ahead.Select(static item => item.Done));
        try
        {
            await all.WaitAsync(limit, clock, cancellationToken);
            return 0;
        }
        catch (TimeoutException)
        {
            var late = ahead.FindAll(static item => !item.Done.IsCompleted);
            late.ForEach(static item => item.Abandon());
            await all;
            return late.Count;
        }
    }

    /// <summary>Marks what shares a key, and what that waits for in its turn.</summary>
    /// <param name="keys">The keys; null for everything.</param>
    private List<CallbackNotification> HurryAll(IReadOnlyList<string>? keys)
    {
        var ahead = new List<CallbackNotification>();
        lock (_gate)
        {
            var wanted = new HashSet<string>(keys ?? []);
            for (var node = _items.Last; node is not null; node = node.Previous)
            {
                var item = node.Value;
                if (keys is not null && !item.Keys.Any(wanted.Contains))
                {
                    continue;
                }

                wanted.UnionWith(item.Keys);
                ahead.Add(item);
                if (!item.IsHurried)
                {
                    item.IsHurried = true;
                    _hurried += item.IsRunning ? 0 : 1;
                }
            }
        }

        return ahead;
    }

    private void StartReady()
    {
        var ready = new List<CallbackNotification>();
        lock (_gate)
        {
            var taken = new HashSet<string>();
            for (var node = _items.First; node is not null && (_running < MaxRunning || _hurried > 0); node = node.Next)
            {
                var item = node.Value;
                var isFree = !item.Keys.Any(taken.Contains);
                taken.UnionWith(item.Keys);
                if (isFree && !item.IsRunning && (_running < MaxRunning || item.IsHurried))
                {
                    item.IsRunning = true;
                    _running++;
                    _hurried -= item.IsHurried ? 1 : 0;
                    ready.Add(item);
                }
            }
        }

        // Whoever ends a session need not build requests.
        ready.ForEach(item => _ = Task.Run(() => RunAsync(item)));
    }

    private async Task RunAsync(CallbackNotification item)
    {
        try
        {
            foreach (var url in item.Urls)
            {
                await DeliverAsync(item, url);
            }
        }
        catch (Exception e)
        {
            logger.CallbackFault(e);
        }

        lock (_gate)
        {
            _items.Remove(item);
            _running--;
        }

        metrics.AddQueued(-1);
        item.Complete();
        StartReady();
    }

    private async Task DeliverAsync(CallbackNotification item, Uri url)
    {
        var attempt = 0;
        Task<CallbackResult> SendAsync() => sender.SendAsync(item.Call, url, ++attempt, item.Abandoned);
        try
        {
            if (item.Retries > 0 && !item.Hurried.IsCancellationRequested)
            {
                await Retrying(item.Retries).ExecuteAsync(async _ => await SendAsync(), item.Hurried);
                return;
            }
        }
        catch (OperationCanceledException) when (item.Hurried.IsCancellationRequested)
        {
            // The pause between two tries was ended.
        }

        if (attempt == 0)
        {
            await SendAsync();
        }
    }

    private ResiliencePipeline<CallbackResult> Retrying(int retries) =>
        new ResiliencePipelineBuilder<CallbackResult> { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions<CallbackResult>
            {
                MaxRetryAttempts = retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                ShouldHandle = static attempt => ValueTask.FromResult(attempt.Outcome.Result.IsTransient),
            })
            .Build();

    private void Drop(CallbackNotification dropped)
    {
        metrics.AddQueued(-1);
        sender.NoteDropped(dropped.Call);
        dropped.Complete();
        long total;
        lock (_gate)
        {
            total = ++_dropped;
            if (_lastWarning is { } last && clock.GetElapsedTime(last) < WarningPeriod)
            {
                return;
            }

            _lastWarning = clock.GetTimestamp();
        }

        logger.CallbacksDropped(vhost, total);
    }
}
