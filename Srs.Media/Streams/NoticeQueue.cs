using System.Collections.Concurrent;

namespace Srs.Media.Streams;

/// <summary>What a stream has to tell others, told outside its lock and in the order in which it happened.</summary>
/// <remarks>Whoever finds the queue being emptied leaves the telling to the other thread, so it may come a moment after the cause.</remarks>
internal sealed class NoticeQueue
{
    private readonly ConcurrentQueue<Action> _notices = new();
    private int _isTelling;

    /// <summary>Adds a notice; under the stream's lock, which gives the order.</summary>
    public void Add(Action notice) => _notices.Enqueue(notice);

    /// <summary>Tells what is there; outside the stream's lock.</summary>
    public void Tell()
    {
        while (!_notices.IsEmpty && Interlocked.CompareExchange(ref _isTelling, 1, 0) == 0)
        {
            try
            {
                while (_notices.TryDequeue(out var notice))
                {
                    notice();
                }
            }
            finally
            {
                // With a full fence, or a notice that another thread has just left to this one could be overlooked.
                Interlocked.Exchange(ref _isTelling, 0);
            }
        }
    }
}
