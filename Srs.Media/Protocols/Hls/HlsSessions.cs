using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>The viewers of HLS by id. Each passes the door once, at its first request. Thread-safe.</summary>
/// <param name="broker">The door.</param>
/// <param name="sessions">Where they are seen by everybody.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class HlsSessions(StreamBroker broker, SessionRegistry sessions, TimeProvider clock, ILogger<HlsSessions> logger)
{
    /// <summary>Most viewers at a time: each costs about a kilobyte until it is forgotten, and asking is cheap.</summary>
    public const int MaxSessions = 200_000;

    /// <summary>Longest id that a viewer may bring along.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Most viewers that are remembered as sent away.</summary>
    private const int MaxSentAway = 10_000;

    private static readonly SearchValues<char> IdLetters = SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    private readonly ConcurrentDictionary<string, HlsSession> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(StreamKey Stream, IPAddress? Remote, string Param, string Token, string Type), HlsSession> _byClient = new();
    private readonly ConcurrentDictionary<string, long> _sentAway = new(StringComparer.Ordinal);

    /// <summary>Viewers that are there.</summary>
    public int Count => _byId.Count;

    /// <summary>Whether an id can be that of a viewer.</summary>
    public static bool IsId(string id) => id.Length is > 0 and <= MaxIdLength && !id.AsSpan().ContainsAnyExcept(IdLetters);

    /// <summary>Finds a viewer who has been let in.</summary>
    public HlsSession? Find(string id) => _byId.GetValueOrDefault(id) is { Lease: not null } session ? session : null;

    /// <summary>Whether a viewer was sent away, so that it is not let in again under the same id.</summary>
    public bool WasSentAway(string id) => _sentAway.ContainsKey(id);

    /// <summary>The viewer with an id, who is let in if there is none; or one without an id, who is known by its address and the query of its URL.</summary>
    /// <param name="id">The id that it brings along; null for a new one.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="name">Stream name with extension, as in the URL.</param>
    /// <param name="idle">How long it may be silent.</param>
    /// <param name="isAnonymous">Whether it will never bring an id along.</param>
    /// <param name="cancellationToken">The request's end.</param>
    /// <param name="type">Its type in the API.</param>
    /// <returns>The viewer; null when there are too many, or its id is somebody else's.</returns>
    /// <exception cref="AccessDeniedException">Refused; its message is fit for the peer.</exception>
    public async ValueTask<HlsSession?> OpenAsync(
        string? id, StreamKey stream, AccessRequest request, string name, TimeSpan idle, bool isAnonymous, CancellationToken cancellationToken,
        string type = "hls-play")
    {
        ArgumentNullException.ThrowIfNull(request);
        var client = (stream, request.Remote, request.Param, request.Token, type);
        if ((id is not null ? Find(id) : isAnonymous ? _byClient.GetValueOrDefault(client) : null) is { HasEnded: false } known)
        {
            known.Touch();
            return known.Stream == stream ? known : null;
        }

        // One that is still at the door counts as somebody else.
        if (_byId.Count >= MaxSessions || (id is not null && sessions.Find(id) is not null))
        {
            return null;
        }

        var session = new HlsSession(id ?? SessionId.New(), type, stream, request, name, idle, clock, (ended, reason) => Remove(ended, client, reason));
        if (!_byId.TryAdd(session.Id, session))
        {
            return null;
        }

        sessions.Add(session);

        try
        {
            var lease = await broker.PlayAsync(request, session, cancellationToken).ConfigureAwait(false);
            lock (session.Gate)
            {
                session.Lease = lease;
                if (!_byId.ContainsKey(session.Id))
                {
                    lease.Dispose();
                    return null;
                }
            }

            if (isAnonymous)
            {
                _byClient[client] = session;
            }

            logger.HlsPlays(type, session.Id, request.Remote, stream.Url);
            return session;
        }
        catch (AccessDeniedException e)
        {
            logger.HlsRefused(type, session.Id, e.Code, e.Message);
            Remove(session, client, SessionEndReason.AccessDenied);
            throw;
        }
        catch
        {
            Remove(session, client, SessionEndReason.PeerClosed);
            throw;
        }
    }

    /// <summary>Forgets who was sent away long ago; once a second.</summary>
    public void OnTick()
    {
        foreach (var (id, until) in _sentAway)
        {
            if (clock.GetTimestamp() >= until)
            {
                _sentAway.TryRemove(id, out _);
            }
        }
    }

    /// <summary>Ends all viewers; the server stops.</summary>
    public void Stop()
    {
        foreach (var session in _byId.Values)
        {
            session.End(SessionEndReason.ServerShutdown);
        }
    }

    private void Remove(HlsSession session, (StreamKey Stream, IPAddress? Remote, string Param, string Token, string Type) client, SessionEndReason reason)
    {
        if (reason is SessionEndReason.Kicked or SessionEndReason.AccessExpired or SessionEndReason.AccessRevoked && _sentAway.Count < MaxSentAway)
        {
            // For longer than any player goes on asking.
            _sentAway[session.Id] = clock.GetTimestamp() + (clock.TimestampFrequency * 600);
        }

        lock (session.Gate)
        {
            if (!_byId.TryRemove(new KeyValuePair<string, HlsSession>(session.Id, session)))
            {
                return;
            }

            _byClient.TryRemove(new KeyValuePair<(StreamKey, IPAddress?, string, string, string), HlsSession>(client, session));
            session.Lease?.Dispose();
        }

        if (session.Lease is not null)
        {
            logger.HlsEnded(client.Type, session.Id, reason, session.SentBytes, session.Describe().Alive.TotalSeconds);
        }

        sessions.Remove(session, reason);
    }
}
