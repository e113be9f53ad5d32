using System.Collections.Immutable;

namespace Srs.Web.Callbacks;

/// <summary>What was done for one event of one virtual host: totals, and the newest calls. Thread-safe.</summary>
internal sealed class CallbackRecord(string vhost, string name)
{
    /// <summary>Calls that are kept; of failures, as many again.</summary>
    public const int Kept = 20;

    private readonly Lock _gate = new();
    private readonly Queue<CallbackDelivery> _newest = new();
    private readonly Queue<CallbackDelivery> _failures = new();
    private long _accepted;
    private long _failed;
    private long _dropped;
    private long? _lastWarning;

    /// <summary>The virtual host; empty for what belongs to none.</summary>
    public string Vhost { get; } = vhost;

    /// <summary>The event.</summary>
    public string Name { get; } = name;

    /// <summary>Notes a call.</summary>
    public void Add(CallbackDelivery delivery)
    {
        lock (_gate)
        {
            Keep(_newest, delivery);
            if (delivery.Result.IsOk)
            {
                _accepted++;
            }
            else
            {
                _failed++;
                Keep(_failures, delivery);
            }
        }
    }

    /// <summary>Notes a notification that was dropped.</summary>
    public void AddDropped()
    {
        lock (_gate)
        {
            _dropped++;
        }
    }

    /// <summary>Whether a warning is due, so that a server that is down fills no log.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="period">At most one warning in it.</param>
    public bool IsWarningDue(TimeProvider clock, TimeSpan period)
    {
        lock (_gate)
        {
            if (_lastWarning is { } last && clock.GetElapsedTime(last) < period)
            {
                return false;
            }

            _lastWarning = clock.GetTimestamp();
            return true;
        }
    }

    /// <summary>Totals and newest calls now.</summary>
    public (long Accepted, long Failed, long Dropped, ImmutableArray<CallbackDelivery> Newest, ImmutableArray<CallbackDelivery> Failures) Describe()
    {
        lock (_gate)
        {
            return (_accepted, _failed, _dropped, [.. _newest.Reverse()], [.. _failures.Reverse()]);
        }
    }

    private static void Keep(Queue<CallbackDelivery> kept, CallbackDelivery delivery)
    {
        if (kept.Count == Kept)
        {
            kept.Dequeue();
        }

        kept.Enqueue(delivery);
    }
}
