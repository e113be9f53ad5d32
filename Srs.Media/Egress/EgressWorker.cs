using System.Collections.Concurrent;

namespace Srs.Media.Egress;

/// <summary>A thread that sends shared bytes to the viewers it owns.</summary>
/// <remarks>
/// Groups that are sent at once run when their log asks for it. Groups that are merged run slice by slice, a slice each
/// <see cref="Tick"/>, so that their viewers do not burst together.
/// </remarks>
internal sealed class EgressWorker : IDisposable
{
    /// <summary>Distance of two slices of a merged group.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan MeasureTime = TimeSpan.FromSeconds(1);

    /// <summary>The real one: the thread waits in real time.</summary>
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly ConcurrentQueue<IEgressWork> _work = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly List<EgressGroup> _groups = [];
    private readonly List<EgressGroup> _merged = [];
    private readonly MergePolicy _policy = new();
    private readonly Action _onViewerLeft;
    private readonly Thread _thread;
    private readonly long _start = Clock.GetTimestamp();
    private TimeSpan _measureStart;
    private TimeSpan _idleTime;
    private long _tick;
    private int _isIdle;
    private int _viewers;
    private double _load;
    private volatile bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="number">For the thread's name.</param>
    /// <param name="onViewerLeft">Called on the worker's thread when it has one viewer less; returns at once.</param>
    public EgressWorker(int number, Action onViewerLeft)
    {
        _onViewerLeft = onViewerLeft;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"egress {number}" };
        _thread.Start();
    }

    /// <summary>Viewers owned.</summary>
    public int ViewerCount => Volatile.Read(ref _viewers);

    /// <summary>Share of the last second in which the thread was at work, 0 to 1.</summary>
    public double Load => Volatile.Read(ref _load);

    /// <summary>For how long frames are gathered for viewers whose virtual host leaves it to the load.</summary>
    public TimeSpan AutoMerge => _policy.Merge;

    /// <summary>Slices of merged groups run so far; on the worker only.</summary>
    public long TickCount => _tick;

    /// <summary>Has <paramref name="work"/> done on the worker's thread, soon.</summary>
    public void Post(IEgressWork work)
    {
        _work.Enqueue(work);
        if (Volatile.Read(ref _isIdle) == 1 && Interlocked.Exchange(ref _isIdle, 0) == 1)
        {
            _wake.Set();
        }
    }

    /// <summary>Counts viewers in.</summary>
    public void CountIn(int viewers = 1) => Interlocked.Add(ref _viewers, viewers);

    /// <summary>Counts a viewer out that has ended; on the worker only.</summary>
    public void CountOut()
    {
        Interlocked.Decrement(ref _viewers);
        _onViewerLeft();
    }

    /// <summary>Counts a viewer out that goes to another worker; on the worker only.</summary>
    public void CountMoved() => Interlocked.Decrement(ref _viewers);

    /// <summary>Takes a group in that has viewers now; on the worker only.</summary>
    public void Enlist(EgressGroup group) => _groups.Add(group);

    /// <summary>Lets a group go that has no viewers any more; on the worker only.</summary>
    public void Delist(EgressGroup group) => _groups.Remove(group);

    /// <summary>Gives viewers to another worker; on the worker only.</summary>
    public void Give(EgressWorker other, int viewers)
    {
        while (viewers > 0 && _groups.Count > 0)
        {
            // From every group its share, so that a large one is served by both afterwards.
            var group = _groups.MaxBy(static g => g.Count)!;
            viewers -= group.Move(other, Math.Max(1, Math.Min(viewers, group.Count / 2)));
        }
    }

    /// <summary>Has a merged group run slice by slice from the next tick on; on the worker only.</summary>
    public void Schedule(EgressGroup group)
    {
        if (_merged.Count == 0)
        {
            _tick = TicksUntil(Clock.GetElapsedTime(_start));
        }

        _merged.Add(group);
    }

    /// <summary>Stops the thread; what is queued is left.</summary>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        _thread.Join();
        _wake.Dispose();
    }

    private static long TicksUntil(TimeSpan time) => time.Ticks / Tick.Ticks;

    private void Loop()
    {
        while (!_stopping)
        {
            while (_work.TryDequeue(out var work))
            {
                work.Run(this);
            }

            var wait = RunSlices();

            // Announce the sleep, then look once more: whoever posts in between either is seen here or wakes the thread.
            Interlocked.Exchange(ref _isIdle, 1);
            if (_work.IsEmpty && wait != TimeSpan.Zero)
            {
                Rest(wait);
            }

            Volatile.Write(ref _isIdle, 0);
        }
    }

    /// <summary>Runs the slices that are due.</summary>
    /// <returns>Time to the next one.</returns>
    private TimeSpan RunSlices()
    {
        if (_merged.Count == 0)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var now = Clock.GetElapsedTime(_start);
        var due = TicksUntil(now);
        for (; _tick < due; _tick++)
        {
            // Backwards, because a group without news takes itself out.
            for (var i = _merged.Count - 1; i >= 0; i--)
            {
                if (!_merged[i].RunSlice(_tick))
                {
                    _merged.RemoveAt(i);
                }
            }
        }

        return _work.IsEmpty ? TimeSpan.FromTicks(Math.Max(0, ((due + 1) * Tick.Ticks) - Clock.GetElapsedTime(_start).Ticks)) : TimeSpan.Zero;
    }

    private void Rest(TimeSpan wait)
    {
        var before = Clock.GetElapsedTime(_start);

        // Whole milliseconds, upwards: a wait of less than one would come back at once, again and again.
        _wake.WaitOne(wait == Timeout.InfiniteTimeSpan ? Timeout.Infinite : (int)Math.Ceiling(wait.TotalMilliseconds));
        var now = Clock.GetElapsedTime(_start);
        _idleTime += now - before;
        var measured = now - _measureStart;
        if (measured >= MeasureTime)
        {
            Volatile.Write(ref _load, 1 - (_idleTime / measured));
            _policy.Observe(Load, measured);
            _measureStart = now;
            _idleTime = TimeSpan.Zero;
        }
    }
}
