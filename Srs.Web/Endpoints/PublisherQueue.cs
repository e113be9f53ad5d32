using Srs.Media.Delivery;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>How a wait for a publisher ended.</summary>
internal enum PublisherWait
{
    /// <summary>The stream is published and its tracks are known.</summary>
    Ready,

    /// <summary>Nobody came in time.</summary>
    NotPublished,

    /// <summary>Whoever waited has ended.</summary>
    Ended,
}

/// <summary>Requests that wait for a publisher, and how many of them there may be.</summary>
internal sealed class PublisherQueue(TimeProvider clock)
{
    /// <summary>Most requests that wait at the same time; one more is told to come back.</summary>
    public const int MaxWaiting = 1000;

    private int _waiting;

    /// <summary>Takes a place, before the stream that is waited for is made.</summary>
    /// <returns>False when there is none; else give it back with <see cref="Leave"/>.</returns>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
        {
            return true;
        }

        Leave();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _waiting);

    /// <summary>Waits until the stream is published and its tracks are known.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="player">Whoever waits; its end ends the wait.</param>
    public async Task<PublisherWait> WaitAsync(LiveStream stream, TimeSpan limit, LivePlayer player)
    {
        var ready = stream.WhenReadyAsync(CancellationToken.None);
        if (ready.IsCompleted)
        {
            return PublisherWait.Ready;
        }

        // Cancelled in the end, too, or the stream would remember everyone who has ever waited.
        using var timeout = new CancellationTokenSource(limit, clock);
        await Task.WhenAny(ready.WaitAsync(timeout.Token), player.Ended);
        await timeout.CancelAsync();
        return ready.IsCompletedSuccessfully ? PublisherWait.Ready : player.Ended.IsCompleted ? PublisherWait.Ended : PublisherWait.NotPublished;
    }
}
