using System.IO.Pipelines;
using Srs.Media.Net;

namespace Srs.Media.Egress;

/// <summary>The egress workers, one per core; a viewer belongs to one of them for its life.</summary>
public sealed class EgressPool : IDisposable
{
    private readonly EgressWorker[] _workers;
    private readonly Lock _gate = new();

    /// <summary>Starts one worker per core.</summary>
    public EgressPool()
        : this(Environment.ProcessorCount)
    {
    }

    /// <summary>Starts <paramref name="workers"/> workers.</summary>
    public EgressPool(int workers) => _workers = [.. Enumerable.Range(0, workers).Select(static i => new EgressWorker(i))];

    /// <summary>Viewers of each worker.</summary>
    internal IEnumerable<int> ViewerCounts => _workers.Select(static worker => worker.ViewerCount);

    /// <summary>Has a viewer served.</summary>
    /// <param name="log">The log to send.</param>
    /// <param name="cursor">The viewer's place in <paramref name="log"/>; taken over.</param>
    /// <param name="output">Where the bytes go. Nobody else writes to it until <see cref="EgressViewer.Completion"/>.</param>
    /// <param name="preamble">Bytes to send before anything else; may be empty.</param>
    public EgressViewer Add(WireLog log, WireCursor cursor, PipeWriter output, ReadOnlyMemory<byte> preamble = default) =>
        Add(log, cursor, new PipeEgressOutput(output), preamble);

    /// <summary>Has a viewer served whose bytes go to the kernel without a detour.</summary>
    /// <param name="log">The log to send.</param>
    /// <param name="cursor">The viewer's place in <paramref name="log"/>; taken over.</param>
    /// <param name="output">Where the bytes go. Nobody else writes to it until <see cref="EgressViewer.Completion"/>.</param>
    /// <param name="preamble">Bytes to send before anything else; may be empty.</param>
    public EgressViewer Add(WireLog log, WireCursor cursor, DirectSocket output, ReadOnlyMemory<byte> preamble = default) =>
        Add(log, cursor, new SocketEgressOutput(output), preamble);

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
        EgressGroup group;
        EgressWorker worker;
        lock (_gate)
        {
            worker = _workers.MinBy(static w => w.ViewerCount)!;
            worker.CountViewers(1);
            group = log.GetGroup(worker);
        }

        var viewer = new EgressViewer(worker, group, cursor, output, preamble);
        worker.Post(viewer);
        return viewer;
    }
}
