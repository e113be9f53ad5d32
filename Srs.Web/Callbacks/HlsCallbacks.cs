using System.Runtime.CompilerServices;
using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;
using ISession = Srs.Media.Streams.ISession;

namespace Srs.Web.Callbacks;

/// <summary>Tells callback servers of each segment of HLS. At the door it only looks who publishes.</summary>
internal sealed class HlsCallbacks(StreamRegistry streams, CallbackNotifier notifier, CallbackPayload payload) : IAccessRule
{
    /// <summary>For as long as the session lives: its last segment is listed after it has left.</summary>
    private readonly ConditionalWeakTable<ISession, CallbackSubject> _publishers = new();

    /// <inheritdoc/>
    public ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken)
    {
        if (attempt.Request.Action == AccessAction.Publish && attempt.Options.HttpHooks is { Enabled: true, OnHls.Length: > 0 })
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

        var body = payload.OnHls(subject, streams.Find(subject.Stream)?.Id ?? "", listing);
        var urls = subject.UrlsOf(CallbackEvent.OnHls);

        // In order among themselves; a publisher that comes next does not wait for them.
        notifier.Add(new CallbackNotification(CallbackCall.Of(CallbackEvent.OnHls, subject, body), urls, subject.Hooks.Retries, "hls " + subject.Stream.Url));
    }
}
