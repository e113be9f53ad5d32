using System.IO.Pipelines;
using Srs.Media.Net;

namespace Srs.Media.Egress;

/// <summary>The egress workers, one per core; a viewer belongs to one of them for its life.</summary>
public sealed class EgressPool : IDisposable
{
    private readonly EgressWorker[] _workers;
    /// <summary>Viewers by which two workers may differ before some move: the larger of a number and a share.</summary>
    private const int LeastImbalance = 16;
    private const double LargestImbalance = 0.1;

    private readonly Lock _gate = new();
    private int _isMoving;

    /// <summary>Starts one worker per core.</summary>
    public EgressPool()
        : this(Environment.ProcessorCount)
    {
    }

    /// <summary>Starts <paramref name="workers"/> workers.</summary>
    public EgressPool(int workers) =>
        _workers = [.. Enumerable.Range(0, workers).Select(i => new EgressWorker(i, Balance))];

    /// <summary>Viewers of each worker.</summary>
    internal IEnumerable<int> ViewerCounts => _workers.Select(static worker => worker.ViewerCount);

    /// <summary>How busy the workers are, in their order.</summary>
    public IReadOnlyList<EgressWorkerInfo> Describe() =>
        [.. _workers.Select(static worker => new EgressWorkerInfo(worker.ViewerCount, worker.Load, worker.AutoMerge))];

    /// <summary>Has a viewer served.</summary>
    /// <param name="log">The log to send.</param>
    /// <param name="cursor">The viewer's place in <paramref name="log"/>; taken over.</param>
    /// <param name="output">
    /// Where the bytes go; of a <see cref="DirectSocketWriter"/>, the socket. Nobody else writes to it until
    /// <see cref="EgressViewer.Completion"/>.
    /// </param>
    /// <param name="preamble">Bytes to send before anything else; may be empty.</param>
    public EgressViewer Add(WireLog log, WireCursor cursor, PipeWriter output, ReadOnlyMemory<byte> preamble = default) =>
        Add(log, cursor, output is DirectSocketWriter direct ? new SocketEgressOutput(direct.Socket) : new PipeEgressOutput(output), preamble);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }
    }

    private EgressViewer Add(WireLog log, WireCursor cursor, EgressOutput output, ReadOnlyMemory<byte> preamble)
    {
        EgressWorker worker;
        lock (_gate)
        {
            worker = _workers.MinBy(static w => w.ViewerCount)!;
            worker.CountIn();
        }

        var viewer = new EgressViewer(worker, log, cursor, output, preamble);
        worker.Post(viewer);
        return viewer;
    }

    /// <summary>Viewers come to the worker that has fewest; when many leave one of them, others move there. One move at a time.</summary>
    private void Balance()
    {
        // Seen from the thread of one worker, while others are being started or stopped.
        if (Volatile.Read(ref _isMoving) != 0 || _workers is not { Length: > 1 } workers)
        {
            return;
        }

        var (least, most) = (workers[0], workers[0]);
        foreach (var worker in workers)
        {
            least = worker.ViewerCount < least.ViewerCount ? worker : least;
            most = worker.ViewerCount > most.ViewerCount ? worker : most;
        }

        var difference = most.ViewerCount - least.ViewerCount;
        if (difference > Math.Max(LeastImbalance, LargestImbalance * most.ViewerCount) && Interlocked.Exchange(ref _isMoving, 1) == 0)
        {
            most.Post(new EgressMove(least, difference / 2, OnMoved));
        }
    }

    private void OnMoved()
    {
        Volatile.Write(ref _isMoving, 0);

        // Others may have left meanwhile.
        Balance();
    }
}
