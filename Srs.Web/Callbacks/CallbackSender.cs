using Srs.Media.Access;
using Srs.Media.Streams;

namespace Srs.Web.Callbacks;

/// <summary>Makes calls, and writes down what came of them in history, metrics and log. Thread-safe.</summary>
internal sealed class CallbackSender(
    CallbackClient client, CallbackHistory history, CallbackMetrics metrics, TimeProvider clock, ILogger<CallbackSender> logger)
{
    /// <summary>At most one warning for each event of a virtual host in this time.</summary>
    private static readonly TimeSpan WarningPeriod = TimeSpan.FromSeconds(10);

    /// <summary>Asks all addresses, one after the other; the first that does not accept refuses.</summary>
    /// <exception cref="AccessDeniedException">Refused, or an address could not be asked; the message is fit for the client.</exception>
    /// <exception cref="OperationCanceledException">Given up.</exception>
    public async Task AskAsync(CallbackCall call, IReadOnlyList<Uri> urls, CancellationToken cancellationToken)
    {
        foreach (var url in urls)
        {
            var result = await SendAsync(call, url, attempt: 1, cancellationToken);
            if (!result.IsOk)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // The client need not know where it was asked, or why that did not work.
                throw new AccessDeniedException(
                    result.Code,
                    result.Outcome == CallbackOutcome.Refused ? $"The callback {call.Name} refuses it." : $"The callback {call.Name} could not be asked.");
            }
        }
    }

    /// <summary>Makes one call. Never throws.</summary>
    public async Task<CallbackResult> SendAsync(CallbackCall call, Uri url, int attempt, CancellationToken cancellationToken)
    {
        var (time, start) = (clock.GetUtcNow(), clock.GetTimestamp());
        var headers = CallbackSignature.Sign(call.Secret, call.DeliveryId, time, call.Body);
        CallbackResult result;
        try
        {
            result = call.GetLength is { } length
                ? await client.GetAsync(url, length, headers, call.Timeout, cancellationToken)
                : await client.PostAsync(url, call.Body, headers, call.Timeout, cancellationToken);
            if (call.IgnoresAnswer && result.Outcome is (CallbackOutcome.Refused or CallbackOutcome.BadAnswer))
            {
                result = new CallbackResult(CallbackOutcome.Ok, result.Status);
            }
        }
        catch (Exception e)
        {
            logger.CallbackFault(e);
            result = new CallbackResult(CallbackOutcome.Unreachable, 0, "A fault of the server.");
        }

        var delivery = new CallbackDelivery(time, call.ClientId, SecretParameters.MaskAll(url.OriginalString), attempt, clock.GetElapsedTime(start), result);
        metrics.Count(call.Name, result.Outcome, delivery.Duration);
        var record = history.Of(call.Vhost, call.Name);
        record.Add(delivery);
        if (!result.IsOk && result.Outcome != CallbackOutcome.Cancelled)
        {
            Report(call, delivery, record);
        }

        return result;
    }

    /// <summary>Notes a notification that nobody will be told.</summary>
    public void NoteDropped(CallbackCall call)
    {
        metrics.Count(call.Name, CallbackOutcome.Dropped, TimeSpan.Zero);
        history.Of(call.Vhost, call.Name).AddDropped();
    }

    private void Report(CallbackCall call, CallbackDelivery delivery, CallbackRecord record)
    {
        var vhost = call.Vhost.Length > 0 ? call.Vhost : "the server";

        // A refusal is an answer; everything else wants somebody to look.
        if (delivery.Result.Outcome != CallbackOutcome.Refused && record.IsWarningDue(clock, WarningPeriod))
        {
            logger.CallbackFailed(call.Name, vhost, delivery.Url, delivery.Result.Error);
        }
        else
        {
            logger.CallbackFailedAgain(call.Name, vhost, call.ClientId, delivery.Url, delivery.Attempt, delivery.Result.Error);
        }
    }
}
