using System.Collections.Concurrent;

namespace Srs.Media.Egress;

/// <summary>A thread that sends shared bytes to the viewers it owns.</summary>
internal sealed class EgressWorker : IDisposable
{
    private readonly ConcurrentQueue<IEgressWork> _work = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private int _isIdle;
    private int _viewers;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    public EgressWorker(int number)
    {
        _thread = new Thread(Loop) { IsBackground = true, Name = $"egress {number}" };
        _thread.Start();
    }

    /// <summary>Viewers owned.</summary>
    public int ViewerCount => Volatile.Read(ref _viewers);

    /// <summary>Has <paramref name="work"/> done on the worker's thread, soon.</summary>
    public void Post(IEgressWork work)
    {
        _work.Enqueue(work);
        if (Volatile.Read(ref _isIdle) == 1 && Interlocked.Exchange(ref _isIdle, 0) == 1)
        {
            _wake.Set();
        }
    }

    /// <summary>Counts viewers in and out.</summary>
    public void CountViewers(int change) => Interlocked.Add(ref _viewers, change);

    /// <summary>Stops the thread; what is queued is left.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private void Loop()
    {
        while (!_stopping)
        {
            while (_work.TryDequeue(out var work))
            {
                work.Run();
            }

            // Announce the sleep, then look once more: whoever posts in between either is seen here or wakes the thread.
            Interlocked.Exchange(ref _isIdle, 1);
            if (_work.IsEmpty)
            {
                _wake.WaitOne();
            }

            Volatile.Write(ref _isIdle, 0);
        }
    }
}
