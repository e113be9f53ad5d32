using Srs.Media.Streams;

namespace Srs.Web.Callbacks;

/// <summary>Asks callback servers whether a client may publish or play, and tells them when it has left.</summary>
/// <remarks>
/// What is asked waits for what is still to be told of the same stream or client, so that a server hears of a publisher's end before the next one
/// begins. Pulls of edges do not pass here: they are the server's own.
/// </remarks>
internal sealed class CallbackRule(
    StreamRegistry streams, CallbackSender sender, CallbackNotifier notifier, CallbackPayload payload, IHostApplicationLifetime lifetime) : IAccessRule
{
    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken) =>
        attempt.Options.HttpHooks.Enabled ? AskAsync(attempt, cancellationToken) : default;

    private ValueTask<IDisposable?> AskAsync(AccessAttempt attempt, CancellationToken cancellationToken) => attempt.Request.Action == AccessAction.Publish
        ? EnterAsync(attempt, CallbackSubject.Of(attempt), CallbackEvent.OnPublish, CallbackEvent.OnUnpublish, cancellationToken)
        : EnterAsync(attempt, CallbackSubject.Of(attempt), CallbackEvent.OnPlay, CallbackEvent.OnStop, cancellationToken);

    private async ValueTask<IDisposable?> EnterAsync(
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
        var hold = streams.Hold(attempt.Stream, attempt.Options);
        try
        {
            if (asked.Count > 0)
            {
                if (isPublisher)
                {
                    // It would be refused in the end, and a server that counts publishers is not to hear of it.
                    hold.ThrowIfBusy(attempt.Options);
                }

                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
                await notifier.SettleAsync(subject.Stream.Vhost, keys, subject.Hooks.Timeout, either.Token);
                var body = isPublisher
                    ? payload.OfPublisher(enter, subject, hold.StreamId)
                    : payload.OnPlay(subject, hold.StreamId, hold.ClientCount + 1);
                await sender.AskAsync(CallbackCall.Of(enter, subject, body), asked, either.Token);
            }

            // A client that has left since it was accepted comes to nothing, but its server waits to hear of the end.
            return new Visit(() => Leave(
                subject, leave, told, keys, hold, isTold: attempt.IsAdmitted || (asked.Count > 0 && cancellationToken.IsCancellationRequested)));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            hold.Dispose();
            throw new AccessDeniedException(CallbackResult.CodeOfStop, "The server stops.");
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    private void Leave(CallbackSubject subject, string name, IReadOnlyList<Uri> urls, string[] keys, StreamHold hold, bool isTold)
    {
        if (isTold && urls.Count > 0)
        {
            var body = name == CallbackEvent.OnUnpublish
                ? payload.OfPublisher(name, subject, hold.StreamId)
                : payload.OnStop(subject, hold.StreamId, hold.ClientCount);
            notifier.Add(new CallbackNotification(CallbackCall.Of(name, subject, body), urls, subject.Hooks.Retries, keys));
        }

        hold.Dispose();
    }

    /// <summary>The stay of a client in a stream.</summary>
    private sealed class Visit(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
