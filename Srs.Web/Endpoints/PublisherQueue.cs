using Srs.Media.Delivery.HttpFlv;
using Srs.Media.Streams;

namespace Srs.Web.Endpoints;

/// <summary>Requests that wait for a publisher, and how many of them there may be.</summary>
internal sealed class PublisherQueue(TimeProvider clock)
{
    /// <summary>Most requests that wait at the same time; one more is told to come back.</summary>
    public const int MaxWaiting = 1000;

    private int _waiting;

    /// <summary>Whether one more request could not wait.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) >= MaxWaiting;

    /// <summary>Waits until the stream is published and its tracks are known.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="player">Whoever waits; its end ends the wait.</param>
    /// <returns>False when nobody came in time, too many wait already, or the player has ended.</returns>
    public async Task<bool> WaitAsync(LiveStream stream, TimeSpan limit, FlvPlayer player)
    {
        var ready = stream.WhenReadyAsync(CancellationToken.None);
        if (ready.IsCompleted)
        {
            return true;
        }

        if (Interlocked.Increment(ref _waiting) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            using var timeout = new CancellationTokenSource(limit, clock);
            await Task.WhenAny(ready.WaitAsync(timeout.Token), player.Ended);
            return ready.IsCompletedSuccessfully;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
