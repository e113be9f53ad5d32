using System.Diagnostics.CodeAnalysis;

namespace Srs.Media.Streams;

/// <summary>The end of a session: the first reason that anybody gives, and the token that its loop waits with. Thread-safe.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and may be cancelled after the session.")]
internal sealed class SessionEnd
{
    private const int None = -1;

    private readonly CancellationTokenSource _source = new();
    private int _reason = None;

    /// <summary>Why the session ends; null while it does not.</summary>
    public SessionEndReason? Reason => Volatile.Read(ref _reason) is var reason and not None ? (SessionEndReason)reason : null;

    /// <summary>Whether the session ends or has ended.</summary>
    public bool HasCome => Volatile.Read(ref _reason) != None;

    /// <summary>Cancelled soon after the reason has been given.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Gives a reason; returns at once, and does nothing when there is one already.</summary>
    public void Set(SessionEndReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, None) == None)
        {
            // Off the caller's thread, which may be the heartbeat's or another session's: continuations run inline.
            _ = Task.Run(_source.Cancel);
        }
    }
}
