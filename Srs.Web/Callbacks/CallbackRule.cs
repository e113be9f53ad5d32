using System.Collections.Concurrent;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using ISession = Srs.Media.Streams.ISession;

namespace Srs.Web.Callbacks;

/// <summary>Asks callback servers whether a client may publish or play, and tells them when it has left.</summary>
/// <remarks>
/// What is asked waits for what is still to be told of the same stream or client, so that a server hears of a publisher's end before the next one
/// begins. Pulls of edges do not pass here: they are the server's own.
/// </remarks>
internal sealed class CallbackRule : IAccessRule, IDisposable
{
    private readonly ConcurrentDictionary<string, CallbackSubject> _connections = new();
    private readonly StreamRegistry _streams;
    private readonly SessionRegistry _sessions;
    private readonly CallbackSender _sender;
    private readonly CallbackNotifier _notifier;
    private readonly CallbackPayload _payload;
    private readonly CancellationToken _stopping;

    public CallbackRule(
        StreamRegistry streams,
        SessionRegistry sessions,
        CallbackSender sender,
        CallbackNotifier notifier,
        CallbackPayload payload,
        IHostApplicationLifetime lifetime)
    {
        _streams = streams;
        _sessions = sessions;
        _sender = sender;
        _notifier = notifier;
        _payload = payload;
        _stopping = lifetime.ApplicationStopping;
        sessions.Removed += OnRemoved;
    }

    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken) =>
        attempt.Options.HttpHooks.Enabled ? AskAsync(attempt, cancellationToken) : default;

    /// <inheritdoc/>
    public void Dispose() => _sessions.Removed -= OnRemoved;

    private async ValueTask<IDisposable?> AskAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping);
        try
        {
            var subject = CallbackSubject.Of(attempt);
            await ConnectAsync(attempt, subject, either.Token);
            return attempt.Request.Action == AccessAction.Publish
                ? await EnterAsync(attempt, subject, CallbackEvent.OnPublish, CallbackEvent.OnUnpublish, either.Token)
                : await EnterAsync(attempt, subject, CallbackEvent.OnPlay, CallbackEvent.OnStop, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccessDeniedException(CallbackResult.CodeOfStop, "The server stops.");
        }
    }

    /// <summary>Once for each connection of RTMP, when it first wants a stream: before that it has no name to ask with.</summary>
    private async Task ConnectAsync(AccessAttempt attempt, CallbackSubject subject, CancellationToken cancellationToken)
    {
        var hooks = subject.Hooks;
        if (attempt.Session is not RtmpConnection || (hooks.OnConnect.Length == 0 && hooks.OnClose.Length == 0)
            || !_connections.TryAdd(subject.ClientId, subject))
        {
            return;
        }

        if (subject.UrlsOf(CallbackEvent.OnConnect) is { Count: > 0 } urls)
        {
            await _sender.AskAsync(CallbackCall.Of(CallbackEvent.OnConnect, subject, _payload.OnConnect(subject)), urls, cancellationToken);
        }
    }

    private async Task<IDisposable?> EnterAsync(
        AccessAttempt attempt, CallbackSubject subject, string enter, string leave, CancellationToken cancellationToken)
    {
        var asked = subject.UrlsOf(enter);
        var told = subject.UrlsOf(leave);
        if (asked.Count == 0 && told.Count == 0)
        {
            return null;
        }

        var isPublisher = attempt.Request.Action == AccessAction.Publish;
        string[] keys = isPublisher ? [subject.ClientId, subject.Stream.Url] : [subject.ClientId];
        var hold = _streams.Hold(attempt.Stream, attempt.Options);
        try
        {
            if (asked.Count > 0)
            {
                if (isPublisher)
                {
                    // It would be refused in the end, and a server that counts publishers is not to hear of it.
                    hold.ThrowIfBusy(attempt.Options);
                }

                await _notifier.SettleAsync(subject.Stream.Vhost, keys, subject.Hooks.Timeout, cancellationToken);
                var body = isPublisher
                    ? _payload.OfPublisher(enter, subject, hold.StreamId)
                    : _payload.OnPlay(subject, hold.StreamId, hold.ClientCount + 1);
                await _sender.AskAsync(CallbackCall.Of(enter, subject, body), asked, cancellationToken);
            }

            return new Visit(() => Leave(attempt, subject, leave, told, keys, hold));
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private void Leave(AccessAttempt attempt, CallbackSubject subject, string name, IReadOnlyList<Uri> urls, string[] keys, StreamHold hold)
    {
        if (attempt.IsAdmitted && urls.Count > 0)
        {
            var body = name == CallbackEvent.OnUnpublish
                ? _payload.OfPublisher(name, subject, hold.StreamId)
                : _payload.OnStop(subject, hold.StreamId, hold.ClientCount);
            _notifier.Add(new CallbackNotification(CallbackCall.Of(name, subject, body), urls, subject.Hooks.Retries, keys));
        }

        hold.Dispose();
    }

    private void OnRemoved(ISession session)
    {
        if (_connections.TryRemove(session.Id, out var subject) && subject.UrlsOf(CallbackEvent.OnClose) is { Count: > 0 } urls)
        {
            var body = _payload.OnClose(subject, session.SentBytes, session.ReceivedBytes);
            _notifier.Add(new CallbackNotification(CallbackCall.Of(CallbackEvent.OnClose, subject, body), urls, subject.Hooks.Retries, subject.ClientId));
        }
    }

    /// <summary>The stay of a client in a stream.</summary>
    private sealed class Visit(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
