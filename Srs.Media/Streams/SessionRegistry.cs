using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Srs.Media.Streams;

/// <summary>The sessions that are there, by id, and totals over those that were. Thread-safe.</summary>
public sealed class SessionRegistry
{
    private readonly ConcurrentDictionary<string, ISession> _sessions = new();
    private long _endedSent;
    private long _endedReceived;
    private readonly long[] _ends = new long[Enum.GetValues<SessionEndReason>().Length];
    private long _endedDropped;
    private long _endedJumps;
    private long _endedClients;
    private long _failedClients;

    /// <summary>A session has ended and told its last counts. Handlers return at once and never throw.</summary>
    public event Action<ISession>? Removed;

    /// <summary>All sessions, those that have not asked for a stream yet included.</summary>
    public ImmutableArray<ISession> Sessions => [.. _sessions.Values];

    /// <summary>Number of sessions.</summary>
    public int Count => _sessions.Count;

    /// <summary>Clients that have asked for a stream since the server started.</summary>
    public long TotalClients => Volatile.Read(ref _endedClients) + _sessions.Values.Count(static session => session.Describe() is not null);

    /// <summary>Clients that ended by a fault of theirs or ours.</summary>
    public long TotalFailedClients => Volatile.Read(ref _failedClients);

    /// <summary>Bytes sent since the server started.</summary>
    public long TotalSentBytes => Volatile.Read(ref _endedSent) + _sessions.Values.Sum(static session => session.SentBytes);

    /// <summary>Bytes received since the server started.</summary>
    public long TotalReceivedBytes => Volatile.Read(ref _endedReceived) + _sessions.Values.Sum(static session => session.ReceivedBytes);

    /// <summary>Frames that clients missed because they were too slow, since the server started.</summary>
    public long TotalDroppedFrames => Volatile.Read(ref _endedDropped) + _sessions.Values.Sum(static session => session.DroppedFrames);

    /// <summary>How often clients went on at a later key frame because they were too slow, since the server started.</summary>
    public long TotalJumps => Volatile.Read(ref _endedJumps) + _sessions.Values.Sum(static session => session.Jumps);

    /// <summary>Sessions that have ended for <paramref name="reason"/>, since the server started.</summary>
    public long CountEnded(SessionEndReason reason) => Volatile.Read(ref _ends[(int)reason]);

    /// <summary>Takes a session in.</summary>
    public void Add(ISession session) => _sessions.TryAdd(session.Id, session);

    /// <summary>Lets a session go.</summary>
    /// <param name="session">The session.</param>
    /// <param name="reason">Why it ended.</param>
    public void Remove(ISession session, SessionEndReason reason)
    {
        if (!_sessions.TryRemove(session.Id, out _))
        {
            return;
        }

        Interlocked.Add(ref _endedSent, session.SentBytes);
        Interlocked.Add(ref _endedReceived, session.ReceivedBytes);
        Interlocked.Add(ref _endedDropped, session.DroppedFrames);
        Interlocked.Add(ref _endedJumps, session.Jumps);
        Interlocked.Increment(ref _ends[(int)reason]);
        var info = session.Describe();
        if (info is not null)
        {
            Interlocked.Increment(ref _endedClients);
        }

        if (IsFailure(reason, info))
        {
            Interlocked.Increment(ref _failedClients);
        }

        Removed?.Invoke(session);
    }

    /// <summary>Finds a session by id.</summary>
    public ISession? Find(string id) => _sessions.GetValueOrDefault(id);

    /// <summary>Whether an end counts as an error: most players simply drop their connection, which is none.</summary>
    private static bool IsFailure(SessionEndReason reason, SessionInfo? info) => reason switch
    {
        SessionEndReason.ProtocolError or SessionEndReason.AccessDenied or SessionEndReason.IdleTimeout
            or SessionEndReason.SlowConsumer or SessionEndReason.InternalError => true,
        SessionEndReason.PeerReset => info is not { IsPublisher: false },
        _ => false,
    };
}
