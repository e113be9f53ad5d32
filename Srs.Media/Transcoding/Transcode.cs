using Srs.Media.Buffers;

namespace Srs.Media.Transcoding;

/// <summary>A transcode of one track, in a worker or between two. Dispose it to stop.</summary>
/// <remarks>Nothing here waits. While there is no worker, frames are dropped. Thread-safe.</remarks>
internal sealed class Transcode : IDisposable
{
    /// <summary>Frames that wait to be taken; the oldest go first.</summary>
    public const int MaxWaiting = 512;

    private readonly TranscodeWorkers _owner;
    private readonly Action _onOutput;
    private readonly BufferPool _pool;
    private readonly Lock _gate = new();
    private readonly Queue<TranscodeOutput> _outputs = new();
    private TranscodeWorker? _worker;
    private bool _isDisposed;
    private volatile bool _isGivenUp;
    private long _dropped;

    public Transcode(TranscodeWorkers owner, uint id, string name, TranscodeSettings settings, Action onOutput, BufferPool pool) =>
        (_owner, Id, Name, Settings, _onOutput, _pool) = (owner, id, name, settings, onOutput, pool);

    /// <summary>Number of the job.</summary>
    public uint Id { get; }

    /// <summary>Whose it is, for the log.</summary>
    public string Name { get; }

    /// <summary>What of what.</summary>
    public TranscodeSettings Settings { get; }

    /// <summary>True when it has ended for good: FFmpeg refuses it, or it has crashed workers.</summary>
    public bool IsGivenUp => _isGivenUp;

    /// <summary>Frames that were dropped on the way in or out.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Where it runs; null between two. Written under the owner's lock.</summary>
    internal TranscodeWorker? Worker
    {
        get => Volatile.Read(ref _worker);
        set => Volatile.Write(ref _worker, value);
    }

    /// <summary>Messages that the worker has not done; under its lock.</summary>
    internal int Pending { get; set; }

    /// <summary>Workers that it has crashed; under the owner's lock, as the next two.</summary>
    internal int Strikes { get; set; }

    internal long LastStrike { get; set; }

    /// <summary>When it may run again, as a timestamp of the owner's clock.</summary>
    internal long NextTry { get; set; }

    /// <summary>Sends a frame on its way.</summary>
    /// <param name="payload">Copied.</param>
    /// <param name="time">When it is heard or shown.</param>
    /// <returns>False when it was dropped.</returns>
    public bool Send(ReadOnlySpan<byte> payload, TimeSpan time)
    {
        if (payload.Length > TranscodePipe.MaxBodyBytes || Worker is not { } worker || !worker.TrySend(TranscodePipeKind.Frame, this, time, payload))
        {
            Interlocked.Increment(ref _dropped);
            return false;
        }

        return true;
    }

    /// <summary>Takes what has come out; the caller disposes it.</summary>
    public bool TryTake(out TranscodeOutput output)
    {
        lock (_gate)
        {
            return _outputs.TryDequeue(out output);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _owner.Close(this);
        lock (_gate)
        {
            _isDisposed = true;
            while (_outputs.TryDequeue(out var output))
            {
                output.Dispose();
            }
        }
    }

    internal void OnTrack(byte[] config) => Offer(new TranscodeOutput(config, null, default));

    internal void OnOutput(in TranscodePipeMessage message)
    {
        var payload = new PooledBytes(_pool);
        foreach (var segment in message.Body)
        {
            payload.Append(segment.Span);
        }

        Offer(new TranscodeOutput(null, payload, message.Time));
    }

    internal void GiveUp()
    {
        _isGivenUp = true;
        _onOutput();
    }

    private void Offer(in TranscodeOutput output)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                output.Dispose();
                return;
            }

            // A configuration stays: nothing can be played without.
            if (_outputs.Count >= MaxWaiting && _outputs.Peek().Config is null)
            {
                _outputs.Dequeue().Dispose();
                Interlocked.Increment(ref _dropped);
            }

            _outputs.Enqueue(output);
        }

        _onOutput();
    }
}
