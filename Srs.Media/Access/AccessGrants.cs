using System.Collections.Immutable;
using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>The sessions that were let in with a credential, and what has been revoked: ends sessions whose credential ends. Thread-safe.</summary>
/// <remarks>Revocations are in memory only: a restart forgets them, so whoever makes the tokens has to stop making them as well.</remarks>
public sealed class AccessGrants(TimeProvider clock)
{
    /// <summary>Most revocations at a time.</summary>
    public const int MaxRevocations = 10_000;

    private readonly Lock _gate = new();

    /// <summary>By when they end, the first first; one look a second, however many there are.</summary>
    private readonly SortedSet<AccessGrant> _grants = new(Comparer<AccessGrant>.Create(static (a, b) =>
        a.Expires == b.Expires ? a.Number.CompareTo(b.Number) : a.Expires.CompareTo(b.Expires)));

    private ImmutableArray<Revocation> _revocations = [];
    private VhostTable? _vhosts;
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

    /// <summary>The sessions that <see cref="Use"/> would end.</summary>
    public IReadOnlyList<ISession> FindUnsupported(VhostTable vhosts)
    {
        lock (_gate)
        {
            return [.. _grants.Where(grant => !grant.IsSupported(vhosts)).Select(static grant => grant.Session)];
        }
    }

    /// <summary>Goes on by other settings: ends the sessions whose key they have not any more, or not for that session.</summary>
    /// <param name="vhosts">The virtual hosts from now on; those who come by older ones meanwhile are checked by these, too.</param>
    public void Use(VhostTable vhosts)
    {
        List<AccessGrant> ended;
        lock (_gate)
        {
            _vhosts = vhosts;
            ended = [.. _grants.Where(grant => !grant.IsSupported(vhosts))];
        }

        End(ended, SessionEndReason.AccessRevoked);
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
    /// <exception cref="CredentialsRequiredException">It has been revoked, or its key has been removed.</exception>
    internal void Add(AccessGrant grant)
    {
        lock (_gate)
        {
            // Under one lock with Revoke and Use, so that nobody slips in meanwhile.
            if (_revocations.Any(revocation => revocation.Fits(grant)) || (_vhosts is not null && !grant.IsSupported(_vhosts)))
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
