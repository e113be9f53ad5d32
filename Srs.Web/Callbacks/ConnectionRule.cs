using System.Collections.Concurrent;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Reload;
using ISession = Srs.Media.Streams.ISession;

namespace Srs.Web.Callbacks;

/// <summary>Asks callback servers about connections of RTMP when they first want a stream, and tells them when these end.</summary>
/// <remarks>As in SRS, it asks before addresses and credentials are looked at, and tells of every connection that came as far as connect.</remarks>
internal sealed class ConnectionRule : IAccessRule, IDisposable
{
    /// <summary>Those that were asked about, until they end.</summary>
    private readonly ConcurrentDictionary<string, CallbackSubject> _asked = new();
    private readonly RunningOptions _running;
    private readonly SessionRegistry _sessions;
    private readonly CallbackSender _sender;
    private readonly CallbackNotifier _notifier;
    private readonly CallbackPayload _payload;
    private readonly CancellationToken _stopping;

    public ConnectionRule(
        RunningOptions running,
        SessionRegistry sessions,
        CallbackSender sender,
        CallbackNotifier notifier,
        CallbackPayload payload,
        IHostApplicationLifetime lifetime)
    {
        _running = running;
        _sessions = sessions;
        _sender = sender;
        _notifier = notifier;
        _payload = payload;
        _stopping = lifetime.ApplicationStopping;
        sessions.Removed += OnRemoved;
    }

    /// <inheritdoc/>
    public async ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        if (!attempt.Options.HttpHooks.Enabled || attempt.Session is not RtmpConnection)
        {
            return null;
        }

        var subject = CallbackSubject.Of(attempt);
        if (!_asked.TryAdd(subject.ClientId, subject) || subject.UrlsOf(CallbackEvent.OnConnect) is not { Count: > 0 } urls)
        {
            return null;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping);
        try
        {
            await _sender.AskAsync(CallbackCall.Of(CallbackEvent.OnConnect, subject, _payload.OnConnect(subject)), urls, either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccessDeniedException(CallbackResult.CodeOfStop, "The server stops.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _sessions.Removed -= OnRemoved;

    private void OnRemoved(ISession session)
    {
        if (session is RtmpConnection connection && SubjectOf(connection) is { Hooks.Enabled: true } subject
            && subject.UrlsOf(CallbackEvent.OnClose) is { Count: > 0 } urls)
        {
            var body = _payload.OnClose(subject, session.SentBytes, session.ReceivedBytes);
            _notifier.Add(new CallbackNotification(CallbackCall.Of(CallbackEvent.OnClose, subject, body), urls, subject.Hooks.Retries, subject.ClientId));
        }
    }

    /// <summary>Whom it is about: of a connection that never wanted a stream, what it said at connect; null when it never came so far.</summary>
    private CallbackSubject? SubjectOf(RtmpConnection connection)
    {
        if (_asked.TryRemove(connection.Id, out var known))
        {
            return known;
        }

        if (connection.Target is not var (host, app))
        {
            return null;
        }

        var (vhost, options) = _running.Vhosts.Resolve(host);
        var request = new AccessRequest { Host = host, App = app, Stream = "", Action = AccessAction.Play, Remote = connection.RemoteIp };
        return new CallbackSubject(connection.Id, request, new StreamKey(vhost, app, ""), options.HttpHooks);
    }
}
