using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Sessions by our user fragment, which is what a check from an unknown address names.</summary>
/// <remarks>
/// Thread-safe. Holds as many as it is allowed to and refuses more, so that peers that ask for sessions and never connect cannot fill
/// the memory. A look-up takes no memory, whether it finds anything or not.
/// </remarks>
/// <typeparam name="TSession">What belongs to the fragment.</typeparam>
/// <param name="limit">Most sessions.</param>
internal sealed class IceSessionTable<TSession>(int limit)
    where TSession : class
{
    private readonly ConcurrentDictionary<string, TSession> _sessions = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Sessions held.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether there is no room for one more.</summary>
    public bool IsFull => Count >= limit;

    /// <summary>Adds a session.</summary>
    /// <returns>False when the table is full, or the fragment taken.</returns>
    public bool TryAdd(string userFragment, TSession session)
    {
        if (Interlocked.Increment(ref _count) <= limit && _sessions.TryAdd(userFragment, session))
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Removes a session; a fragment that is not there, or is another session's, does no harm.</summary>
    /// <param name="userFragment">The fragment.</param>
    /// <param name="isOurs">Whether the session that has it is the one to remove.</param>
    public void Remove(string userFragment, Func<TSession, bool> isOurs)
    {
        if (_sessions.TryGetValue(userFragment, out var session) && isOurs(session) && _sessions.TryRemove(new(userFragment, session)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>Finds the session that a message is for.</summary>
    /// <param name="receiverFragment">As <see cref="Stun.StunMessageReader.ReceiverFragment"/>.</param>
    /// <param name="session">What was found.</param>
    public bool TryFind(ReadOnlySpan<byte> receiverFragment, [NotNullWhen(true)] out TSession? session)
    {
        session = null;
        if (receiverFragment.IsEmpty || receiverFragment.Length > IceCredentials.MaxGivenLength)
        {
            return false;
        }

        Span<char> text = stackalloc char[IceCredentials.MaxGivenLength];
        for (var i = 0; i < receiverFragment.Length; i++)
        {
            text[i] = (char)receiverFragment[i];
        }

        return _sessions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..receiverFragment.Length], out session);
    }
}
