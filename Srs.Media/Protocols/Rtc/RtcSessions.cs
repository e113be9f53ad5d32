using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Srs.Media.Access;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Lets WebRTC publishers and players in, and knows those that are there. Thread-safe.</summary>
public sealed class RtcSessions
{
    private readonly RtcServer _server;
    private readonly RtcStreams _streams;
    private readonly StreamBroker _broker;
    private readonly SessionRegistry _registry;
    private readonly BufferPool _pool;
    private readonly TranscodeWorkers? _transcoding;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    /// <summary>By our user fragment of the answer.</summary>
    private readonly ConcurrentDictionary<string, RtcSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Makes one for a server.</summary>
    /// <param name="server">The port.</param>
    /// <param name="broker">The door.</param>
    /// <param name="registry">Knows all sessions.</param>
    /// <param name="pool">Where packets and frames live.</param>
    /// <param name="transcoding">Transcodes sound and pictures between WebRTC and other protocols; null when it is not.</param>
    /// <param name="clock">Times everything.</param>
    /// <param name="logger">Takes the log.</param>
    public RtcSessions(
        RtcServer server, StreamBroker broker, SessionRegistry registry, BufferPool pool, TranscodeWorkers? transcoding, TimeProvider clock, ILogger logger)
    {
        (_server, _broker, _registry, _pool, _transcoding, _clock, _logger) = (server, broker, registry, pool, transcoding, clock, logger);
        _streams = new RtcStreams(server, pool, transcoding, logger);
    }

    /// <summary>Lets a publisher in.</summary>
    /// <returns>The session; its answer goes to the peer.</returns>
    /// <exception cref="RtcNegotiationException">The offer is refused.</exception>
    /// <exception cref="AccessDeniedException">The broker refuses.</exception>
    public Task<RtcSession> PublishAsync(RtcRequest request, CancellationToken cancellationToken) => OpenAsync(request, StartPublisherAsync, cancellationToken);

    /// <summary>Lets a player in; the stream need not be there yet.</summary>
    /// <returns>As for <see cref="PublishAsync"/>.</returns>
    /// <exception cref="RtcNegotiationException">The offer is refused.</exception>
    /// <exception cref="AccessDeniedException">The broker refuses.</exception>
    public Task<RtcSession> PlayAsync(RtcRequest request, CancellationToken cancellationToken) => OpenAsync(request, StartPlayerAsync, cancellationToken);

    /// <summary>Finds a session by its <see cref="RtcSession.Name"/>.</summary>
    public RtcSession? FindByName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : _sessions.GetValueOrDefault(name[..colon]);
    }

    /// <summary>Ends all sessions; returns at once.</summary>
    public void EndAll(SessionEndReason reason)
    {
        foreach (var session in _sessions.Values)
        {
            session.End(reason);
        }
    }

    private async Task<RtcSession> OpenAsync(
        RtcRequest request, Func<RtcSession, CancellationToken, Task> start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var session = new RtcSession(request, _clock, _logger, Forget);
        _registry.Add(session);
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(session.Ended, cancellationToken);
            await start(session, ended.Token).ConfigureAwait(false);
            _sessions[request.Credentials.UserFragment] = session;
            if (session.EndReason is not null)
            {
                session.Finish("");
            }

            return session;
        }
        catch (Exception e)
        {
            var reason = session.EndReason ?? (e is AccessDeniedException ? SessionEndReason.AccessDenied : SessionEndReason.ProtocolError);
            session.End(reason);
            _registry.Remove(session, reason);
            throw;
        }
    }

    private async Task StartPublisherAsync(RtcSession session, CancellationToken cancellationToken)
    {
        var request = session.Request;
        var agreement = RtcNegotiator.Answer(request.Offer, RulesOf(request) with { Use = RtcUse.Publish });
        var lease = await _broker.PublishAsync(request.Access, session, cancellationToken).ConfigureAwait(false);
        var use = _streams.Use(lease.LiveStream, request.Vhost, isPlayer: false);
        try
        {
            var frames = request.Vhost.Rtc.RtcToRtmp ? new RtcFrameSource(lease, _pool, _transcoding, request.Vhost.Rtc.AacBitrate) : null;
            var publisher = new RtcPublisher(use.Stream, frames, agreement, _server.RtpClock, _pool, request.Vhost.Rtc.PliForRtmp);
            use.Stream.Begin(publisher, [.. publisher.Tracks]);
            Attach(session, lease.Stream, agreement, publisher, lease, use);
            _logger.RtcPublishes(session.Id, request.Access.Remote, lease.Stream, Describe(agreement));
        }
        catch
        {
            use.Dispose();
            lease.Dispose();
            throw;
        }
    }

    private async Task StartPlayerAsync(RtcSession session, CancellationToken cancellationToken)
    {
        var request = session.Request;
        var offer = ReadOffer(request.Offer);
        var lease = await _broker.PlayAsync(request.Access, session, cancellationToken).ConfigureAwait(false);
        var use = _streams.Use(lease.Stream, request.Vhost, isPlayer: true);
        try
        {
            var rules = RulesOf(request) with { Use = RtcUse.Play, Tracks = TracksOf(use.Stream, lease.Stream.Headers, request.Vhost) };
            var agreement = RtcNegotiator.Answer(offer, rules);
            var player = new RtcPlayer(use.Stream, agreement, _server.RtpClock);
            Attach(session, lease.Stream.Key, agreement, player, lease, use);
            _logger.RtcPlays(session.Id, request.Access.Remote, lease.Stream.Key, Describe(agreement));
        }
        catch
        {
            use.Dispose();
            lease.Dispose();
            throw;
        }
    }

    private void Attach(RtcSession session, StreamKey stream, RtcAgreement agreement, RtcMedia media, IDisposable lease, RtcStreamUse use)
    {
        var rtc = session.Request.Vhost.Rtc;
        var ice = new IceAgentOptions { ConsentTimeout = rtc.StunTimeout, ChecksRole = rtc.StunStrictCheck };
        var connection = new RtcConnection(
            _server, session.Request.Credentials, agreement, ice, media, session.Request.Protection, session);
        session.Attach(stream, agreement, connection, lease, use);
        if (!connection.TryListen())
        {
            throw _server.IsFull
                ? new AccessDeniedException(LimitRule.ConnectionsExceed, "There are as many WebRTC sessions as this server takes; try again later.")
                : new RtcNegotiationException(RtcErrorCode.RtcInvalidIce, "The ice-ufrag of the request is in use by another session; choose another one, or none.");
        }
    }

    private RtcAnswerRules RulesOf(RtcRequest request) => new()
    {
        Use = RtcUse.Play,
        Ice = new RtcIceParameters(request.Credentials.UserFragment, request.Credentials.Password),
        Fingerprint = _server.Fingerprint.ToString(),
        Candidates = [.. request.Candidates.Select(static candidate => candidate.ToString())],
        Setup = request.Vhost.Rtc.DtlsRole == "active" ? RtcSetup.Active : RtcSetup.Passive,
        Server = request.Server,
        SessionId = RtcRandom.Ssrc(),
        StreamName = Clean($"{request.Access.App}/{request.Access.Stream}"),
        Wish = request.Wish,
        Nack = request.Vhost.Rtc.Nack,
        Twcc = request.Vhost.Rtc.Twcc,
    };

    /// <summary>What a player can be given: the tracks of who sends packets, or those of the frames, or anything while nobody publishes.</summary>
    private ImmutableArray<RtcPlayTrack> TracksOf(RtcStream packets, StreamHeaders headers, VhostOptions vhost)
    {
        var cname = SessionId.New();
        var tracks = packets.Tracks.Select(track => Make(track.Kind, track.Id, [track.Format], track.IsStereo)).ToImmutableArray();
        if (tracks.IsEmpty && vhost.Rtc.RtmpToRtc)
        {
            tracks = [.. headers.Tracks
                .Select(track => RtcCodecs.ToPlayable(track, _transcoding))
                .OfType<TrackInfo>()
                .Select(track => Make(track.Kind, track.Id, [RtcCodecs.ToFormat(track)!], track.Audio is { Channels: > 1 }))];
        }

        return tracks.IsEmpty
            ? [Make(MediaKind.Audio, 0, [new(RtcEncoding.Opus), new(RtcEncoding.Pcmu), new(RtcEncoding.Pcma), new(RtcEncoding.G722)], isStereo: true),
               Make(MediaKind.Video, 0, [new(RtcEncoding.H264), new(RtcEncoding.H265), new(RtcEncoding.Vp8), new(RtcEncoding.Vp9), new(RtcEncoding.Av1)], isStereo: false)]
            : tracks;

        RtcPlayTrack Make(MediaKind kind, int id, IReadOnlyList<RtcFormat> formats, bool isStereo) => new()
        {
            Kind = kind,
            Id = id,
            Formats = formats,
            Ssrc = RtcRandom.Ssrc(),
            RtxSsrc = kind == MediaKind.Video ? RtcRandom.Ssrc() : null,
            Cname = cname,
            StreamId = cname,
            TrackId = $"{cname}-{(kind == MediaKind.Video ? "video" : "audio")}-{id}",
            IsStereo = isStereo,
        };
    }

    private static SessionDescription ReadOffer(string offer)
    {
        if (string.IsNullOrWhiteSpace(offer))
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidSdp, "The request has no offer; send the session description as the body.");
        }

        try
        {
            return SdpReader.Read(offer);
        }
        catch (SdpFormatException e)
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcSdpDecode, e.Message);
        }
    }

    /// <summary>Names that the broker refuses, a moment later, must not break lines of the answer.</summary>
    private static string Clean(string name) => string.Create(name.Length, name, static (text, name) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(name[i]) ? '_' : name[i];
        }
    });

    private static string Describe(RtcAgreement agreement) =>
        string.Join(", ", agreement.Accepted.Select(static media => $"{media.Kind} {string.Join('/', media.Codecs.Select(static codec => codec.Encoding))}"));

    private void Forget(RtcSession session)
    {
        _sessions.TryRemove(new(session.Request.Credentials.UserFragment, session));
        _registry.Remove(session, session.EndReason ?? SessionEndReason.InternalError);
    }
}
