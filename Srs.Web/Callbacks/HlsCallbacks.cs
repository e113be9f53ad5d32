using System.Runtime.CompilerServices;
using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;
using Srs.Web.Api;
using ISession = Srs.Media.Streams.ISession;

namespace Srs.Web.Callbacks;

/// <summary>Tells callback servers of each segment of HLS, and has it fetched where it is to be warm. At the door it only looks who publishes.</summary>
internal sealed class HlsCallbacks(StreamRegistry streams, CallbackNotifier notifier, CallbackPayload payload, ServerIdentity server) : IAccessRule
{
    /// <summary>Longest time of <c>on_hls_notify</c>, as in SRS.</summary>
    private static readonly TimeSpan LongestNotify = TimeSpan.FromSeconds(10);

    /// <summary>For as long as the session lives: its last segment is listed after it has left.</summary>
    private readonly ConditionalWeakTable<ISession, CallbackSubject> _publishers = new();

    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Request.Action == AccessAction.Publish && attempt.Options.HttpHooks is { Enabled: true } hooks && hooks.OnHls.Length + hooks.OnHlsNotify.Length > 0)
        {
            _publishers.AddOrUpdate(attempt.Session, CallbackSubject.Of(attempt));
        }

        return default;
    }

    /// <summary>A segment has been listed; returns at once.</summary>
    public void OnListed(HlsListing listing)
    {
        if (listing.Source is null || !_publishers.TryGetValue(listing.Source, out var subject) || subject.Stream != listing.Stream.Key)
        {
            return;
        }

        var hooks = subject.Hooks;
        if (subject.UrlsOf(CallbackEvent.OnHls) is { Count: > 0 } urls)
        {
            var call = CallbackCall.Of(CallbackEvent.OnHls, subject, payload.OnHls(subject, streams.Find(subject.Stream)?.Id ?? "", listing));

            // In order among themselves; a publisher that comes next does not wait for them.
            notifier.Add(new CallbackNotification(call, urls, hooks.Retries, "hls " + subject.Stream.Url));
        }

        if (FillNotify(subject, listing.Uri) is { Count: > 0 } notified)
        {
            var call = CallbackCall.Of(CallbackEvent.OnHlsNotify, subject, []) with
            {
                GetLength = listing.Stream.Options.HlsNbNotify,
                Timeout = hooks.Timeout < LongestNotify ? hooks.Timeout : LongestNotify,
            };
            notifier.Add(new CallbackNotification(call, notified, hooks.Retries, "hls_notify " + subject.Stream.Url));
        }
    }

    private List<Uri> FillNotify(CallbackSubject subject, string segment) =>
        [.. subject.UrlsOf(CallbackEvent.OnHlsNotify).Select(url => HlsNotifyUrl.Fill(url, subject, segment, server)).OfType<Uri>().Distinct()];
}
