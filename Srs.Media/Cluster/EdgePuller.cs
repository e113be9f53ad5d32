using Srs.Media.Streams;

namespace Srs.Media.Cluster;

/// <summary>Pulls streams of edge virtual hosts from their origins while they are watched. Thread-safe.</summary>
/// <remarks>One pull for each stream, whatever the number and protocols of its viewers. Dispose to end all pulls.</remarks>
public sealed class EdgePuller(EdgeServices services) : IAsyncDisposable
{
    private const int EdgeProxyPull = 2022;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private bool _isStopped;

    /// <summary>What tells this run of this server from all others, so that a request that comes back is known.</summary>
    public string ServerId { get; } = SessionId.New() + SessionId.New();

    /// <summary>Streams that are being pulled, or tried to.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _running.Count;
            }
        }
    }

    /// <summary>Ends all pulls; returns at once.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
        }

        _stopping.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Stop();
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
    }

    /// <summary>Refuses a request that has come back to this server, or has been passed on too often.</summary>
    /// <exception cref="AccessDeniedException">It has.</exception>
    internal void Check(AccessRequest request)
    {
        if (request.Via.Contains(ServerId))
        {
            throw new AccessDeniedException(EdgeProxyPull, "The request comes from this server itself: its origins lead back to it; correct Cluster:Origin.");
        }

        if (request.Hops > EdgeVia.MaxHops)
        {
            throw new AccessDeniedException(EdgeProxyPull, $"The request has passed more than {EdgeVia.MaxHops} servers; correct Cluster:Origin.");
        }
    }

    /// <summary>Has the stream pulled while it is watched; does nothing when it is already.</summary>
    /// <param name="stream">The stream, of which the caller holds a play lease.</param>
    /// <param name="vhost">The snapshot that the pull keeps.</param>
    internal void Fetch(LiveStream stream, VhostOptions vhost)
    {
        if (stream.HasPull)
        {
            return;
        }

        var pull = new EdgePull(stream, vhost, ServerId, services);
        if (!stream.TryAttachPull(pull.OnDemandChanged))
        {
            return;
        }

        lock (_gate)
        {
            if (!_isStopped)
            {
                var running = Task.Run(() => pull.RunAsync(_stopping.Token));
                _running.Add(running);
                _ = running.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    private void Forget(Task running)
    {
        lock (_gate)
        {
            _running.Remove(running);
        }
    }
}
