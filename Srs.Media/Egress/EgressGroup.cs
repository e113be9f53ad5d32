namespace Srs.Media.Egress;

/// <summary>The viewers of one log that one worker serves.</summary>
internal sealed class EgressGroup(EgressWorker worker) : IEgressWork
{
    private readonly List<EgressViewer> _viewers = [];
    private int _isQueued;

    /// <summary>The worker that serves the group.</summary>
    public EgressWorker Worker => worker;

    /// <summary>Asks the worker to send what there is; cheap when it has been asked already.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _isQueued, 1) == 0)
        {
            worker.Post(this);
        }
    }

    /// <inheritdoc/>
    public void Run()
    {
        // Cleared first, and with a full fence before the log is looked at: what is appended from here on asks again.
        Interlocked.Exchange(ref _isQueued, 0);
        for (var i = _viewers.Count - 1; i >= 0; i--)
        {
            // Backwards, because a viewer that ends takes itself out.
            _viewers[i].Pump();
        }
    }

    /// <summary>Takes a viewer in; on the worker only.</summary>
    public void Add(EgressViewer viewer)
    {
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
    }
}
