namespace Srs.Media.Egress;

/// <summary>The viewers of one log that one worker serves.</summary>
/// <param name="worker">The worker that serves the group.</param>
/// <param name="merge">For how long frames are gathered; null leaves it to the worker's load.</param>
internal sealed class EgressGroup(EgressWorker worker, TimeSpan? merge) : IEgressWork
{
    private readonly List<EgressViewer> _viewers = [];
    private int _isQueued;
    private bool _isScheduled;
    private long _newsTick;

    /// <summary>The worker that serves the group.</summary>
    public EgressWorker Worker => worker;

    /// <summary>Viewers; on the worker only.</summary>
    public int Count => _viewers.Count;

    private TimeSpan Merge => merge ?? worker.AutoMerge;

    /// <summary>Asks the worker to send what there is; cheap when it has been asked already.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) == 0)
        {
            worker.Post(this);
        }
    }

    /// <inheritdoc/>
    public void Run(EgressWorker current)
    {
        // Cleared first, and with a full fence before the log is looked at: what is appended from here on asks again.
        Interlocked.Exchange(ref _isQueued, 0);
        if (Merge == TimeSpan.Zero && !_isScheduled)
        {
            PumpEvery(1, 0);
            return;
        }

        _newsTick = worker.TickCount;
        if (!_isScheduled)
        {
            _isScheduled = true;
            worker.Schedule(this);
            _newsTick = worker.TickCount;
        }
    }

    /// <summary>Sends to the viewers whose turn it is; on the worker only.</summary>
    /// <returns>False when all have what there was, and the group is scheduled no more.</returns>
    public bool RunSlice(long tick)
    {
        var slices = Math.Max(1, (int)(Merge / EgressWorker.Tick));
        PumpEvery(slices, (int)(tick % slices));
        _isScheduled = tick - _newsTick < slices;
        return _isScheduled;
    }

    /// <summary>Takes a viewer in; on the worker only.</summary>
    public void Add(EgressViewer viewer)
    {
        if (_viewers.Count == 0)
        {
            worker.Enlist(this);
        }

        viewer.Slot = _viewers.Count;
        _viewers.Add(viewer);
    }

    /// <summary>Lets a viewer go; on the worker only.</summary>
    public void Remove(EgressViewer viewer)
    {
        var last = _viewers[^1];
        _viewers[viewer.Slot] = last;
        last.Slot = viewer.Slot;
        _viewers.RemoveAt(_viewers.Count - 1);
        if (_viewers.Count == 0)
        {
            worker.Delist(this);
        }
    }

    /// <summary>Gives viewers to another worker; on the worker only.</summary>
    /// <returns>How many went.</returns>
    public int Move(EgressWorker other, int most)
    {
        var moved = Math.Min(most, _viewers.Count);
        for (var i = 0; i < moved; i++)
        {
            _viewers[^1].MoveTo(other);
        }

        return moved;
    }

    private void PumpEvery(int slices, int phase)
    {
        // Backwards, because a viewer that ends takes itself out.
        var last = _viewers.Count - 1;
        for (var i = last - Modulo(last - phase, slices); i >= 0; i -= slices)
        {
            _viewers[i].Pump();
        }
    }

    private static int Modulo(int value, int divisor) => ((value % divisor) + divisor) % divisor;
}
