using System.Collections.Immutable;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>The sessions that were let in with a credential, and what has been revoked: ends sessions whose credential ends. Thread-safe.</summary>
/// <remarks>Both are in memory only: a restart forgets revocations, so whoever makes the tokens has to stop making them as well.</remarks>
public sealed class AccessGrants(TimeProvider clock)
{
    /// <summary>Most revocations at a time.</summary>
    public const int MaxRevocations = 10_000;

    private readonly Lock _gate = new();

    /// <summary>By when they end, the first first; one look a second, however many there are.</summary>
    private readonly SortedSet<AccessGrant> _grants = new(Comparer<AccessGrant>.Create(static (a, b) =>
        a.Expires == b.Expires ? a.Number.CompareTo(b.Number) : a.Expires.CompareTo(b.Expires)));

    private ImmutableArray<Revocation> _revocations = [];
    private long _numbers;

    /// <summary>What has been revoked.</summary>
    public ImmutableArray<Revocation> Revocations
    {
        get
        {
            lock (_gate)
            {
                return _revocations;
            }
        }
    }

    /// <summary>Sessions that were let in with a credential and are still there.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _grants.Count;
            }
        }
    }

    /// <summary>Revokes credentials: nobody is let in with them any more, and whoever was is ended.</summary>
    /// <returns>Number of sessions ended; null when there are <see cref="MaxRevocations"/> already.</returns>
    public int? Revoke(Revocation revocation)
    {
        List<AccessGrant> ended;
        lock (_gate)
        {
            if (_revocations.Length >= MaxRevocations)
            {
                return null;
            }

            _revocations = _revocations.Add(revocation);
            ended = [.. _grants.Where(revocation.Fits)];
        }

        End(ended, SessionEndReason.AccessRevoked);
        return ended.Count;
    }

    /// <summary>Takes a revocation back; sessions that it ended stay so.</summary>
    /// <returns>False when there is none with this id.</returns>
    public bool Lift(string id)
    {
        lock (_gate)
        {
            var before = _revocations.Length;
            _revocations = _revocations.RemoveAll(revocation => revocation.Id == id);
            return _revocations.Length < before;
        }
    }

    /// <summary>Ends the sessions whose credential has expired, and forgets revocations that are over; called once a second.</summary>
    public void OnTick()
    {
        var now = clock.GetUtcNow();
        var ended = new List<AccessGrant>();
        lock (_gate)
        {
            while (_grants.Min is { } first && first.Expires <= now)
            {
                _grants.Remove(first);
                ended.Add(first);
            }

            if (_revocations.Any(revocation => revocation.Until <= now))
            {
                _revocations = _revocations.RemoveAll(revocation => revocation.Until <= now);
            }
        }

        End(ended, SessionEndReason.AccessExpired);
    }

    /// <summary>Keeps a grant until it is disposed.</summary>
    /// <exception cref="CredentialsRequiredException">It has been revoked.</exception>
    internal void Add(AccessGrant grant)
    {
        lock (_gate)
        {
            // Under one lock with Revoke, so that nobody slips in while a credential is revoked.
            if (_revocations.Any(revocation => revocation.Fits(grant)))
            {
                throw new CredentialsRequiredException("The credential has been revoked.");
            }

            grant.Number = _numbers++;
            _grants.Add(grant);
        }
    }

    internal void Remove(AccessGrant grant)
    {
        lock (_gate)
        {
            _grants.Remove(grant);
        }
    }

    private static void End(List<AccessGrant> grants, SessionEndReason reason)
    {
        foreach (var grant in grants)
        {
            grant.Session.End(reason);
        }
    }
}
