using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;

namespace Srs.Media.Transcoding;

/// <summary>One worker, from its start to its end, and what it has still to do.</summary>
/// <remarks>Thread-safe. What it answers is handed over on the thread that reads it.</remarks>
internal sealed class TranscodeWorker
{
    private readonly TranscodeWorkers _owner;
    private readonly Func<bool, TranscodeWorkerLink> _start;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();
    private readonly Pipe _messages = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Queue<Transcode> _pending = new();
    private readonly Dictionary<uint, Transcode> _jobs = [];
    private TranscodeWorkerLink? _link;
    private bool _isKilled;
    private bool _hasEnded;
    private long _progress;

    /// <summary>Starts one.</summary>
    /// <param name="owner">Hears of its end.</param>
    /// <param name="start">Starts the process; not on this thread.</param>
    /// <param name="isSolitary">Whether its one job stays alone.</param>
    /// <param name="isVideo">Whether it transcodes pictures, which gives way to everything else.</param>
    /// <param name="clock">Tells for how long it has done nothing.</param>
    public TranscodeWorker(TranscodeWorkers owner, Func<bool, TranscodeWorkerLink> start, bool isSolitary, bool isVideo, TimeProvider clock)
    {
        (_owner, _start, IsSolitary, IsVideo, _clock) = (owner, start, isSolitary, isVideo, clock);
        _progress = IdleSince = clock.GetTimestamp();
        Completion = Task.Run(RunAsync);
    }

    /// <summary>Ends after the worker, and after the owner has heard of it.</summary>
    public Task Completion { get; }

    /// <summary>Whether its one job stays alone.</summary>
    public bool IsSolitary { get; }

    /// <summary>Whether it transcodes pictures.</summary>
    public bool IsVideo { get; }

    /// <summary>Its process id, once it is there.</summary>
    public string Name => Volatile.Read(ref _link)?.Name ?? "(starting)";

    /// <summary>Whether it has said that it is ready.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Whether it has been asked to end; under the owner's lock.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>Since when it has no job, as a timestamp; under the owner's lock, as the next two.</summary>
    public long IdleSince { get; set; }

    /// <summary>Its jobs.</summary>
    public IReadOnlyCollection<Transcode> Jobs
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs.Values];
            }
        }
    }

    /// <summary>How many they are.</summary>
    public int JobCount
    {
        get
        {
            lock (_gate)
            {
                return _jobs.Count;
            }
        }
    }

    /// <summary>Messages that it has still to do.</summary>
    public int Pending
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count;
            }
        }
    }

    /// <summary>For how long it has answered nothing of what it should; zero when it has nothing to do.</summary>
    public TimeSpan Silence
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count == 0 && IsReady ? TimeSpan.Zero : _clock.GetElapsedTime(_progress);
            }
        }
    }

    /// <summary>Gives it a job.</summary>
    public void Add(Transcode job)
    {
        lock (_gate)
        {
            _jobs[job.Id] = job;
        }

        TrySend(TranscodePipeKind.Open, job, default, job.Settings.ToBytes());
    }

    /// <summary>Takes a job away.</summary>
    public void Remove(Transcode job)
    {
        TrySend(TranscodePipeKind.Close, job, default, []);
        lock (_gate)
        {
            _jobs.Remove(job.Id);
        }
    }

    /// <summary>Sends a message.</summary>
    /// <returns>False when it is dropped: the worker has ended, or is too far behind.</returns>
    public bool TrySend(TranscodePipeKind kind, Transcode job, TimeSpan time, ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            if (_hasEnded || IsEnding || !_jobs.ContainsKey(job.Id) || (kind == TranscodePipeKind.Frame && job.Pending >= job.Settings.MaxPending))
            {
                return false;
            }

            if (_pending.Count == 0)
            {
                _progress = _clock.GetTimestamp();
            }

            _pending.Enqueue(job);
            job.Pending++;
            TranscodePipe.Write(_messages.Writer, kind, job.Id, time, body);
            var flush = _messages.Writer.FlushAsync();
            Debug.Assert(flush.IsCompleted, "The pipe has no limit of its own.");
            return true;
        }
    }

    /// <summary>Lets it end when it has done what it has to do.</summary>
    public void End()
    {
        lock (_gate)
        {
            IsEnding = true;
            _messages.Writer.Complete();
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _isKilled = true;
            _link?.Kill();
        }
    }

    private async Task RunAsync()
    {
        var reason = "its output ended";
        try
        {
            using var link = _start(IsVideo);
            lock (_gate)
            {
                _link = link;
                _progress = _clock.GetTimestamp();
                if (_isKilled)
                {
                    link.Kill();
                }
            }

            var sending = SendAsync(link.Input);
            try
            {
                await ReceiveAsync(link.Output).ConfigureAwait(false);
            }
            finally
            {
                link.Kill();
                _messages.Reader.CancelPendingRead();
                await sending.ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // Whatever it is, such as a program that is not there, the worker is lost.
            reason = e.Message;
        }

        Transcode? suspect;
        Transcode[] jobs;
        lock (_gate)
        {
            _hasEnded = true;
            suspect = _pending.FirstOrDefault();
            jobs = [.. _jobs.Values];
            foreach (var job in jobs)
            {
                job.Pending = 0;
            }
        }

        _owner.OnEnded(this, suspect, jobs, reason);
    }

    private async Task SendAsync(Stream input)
    {
        try
        {
            while (true)
            {
                var result = await _messages.Reader.ReadAsync().ConfigureAwait(false);
                foreach (var segment in result.Buffer)
                {
                    await input.WriteAsync(segment).ConfigureAwait(false);
                }

                await input.FlushAsync().ConfigureAwait(false);
                _messages.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCanceled || result.IsCompleted)
                {
                    break;
                }
            }

            await input.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended; its output tells so, too.
        }
    }

    private async Task ReceiveAsync(Stream output)
    {
        var reader = PipeReader.Create(output, new StreamPipeReaderOptions(leaveOpen: true));
        while (true)
        {
            var result = await reader.ReadAsync().ConfigureAwait(false);
            var rest = result.Buffer;
            while (TranscodePipe.TryRead(ref rest, out var message))
            {
                Take(message);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private void Take(in TranscodePipeMessage message)
    {
        Transcode? job;
        lock (_gate)
        {
            _progress = _clock.GetTimestamp();
            job = _jobs.GetValueOrDefault(message.Job);
        }

        switch (message.Kind)
        {
            case TranscodePipeKind.Ready:
                IsReady = true;
                _owner.OnReady(this, Encoding.UTF8.GetString(message.Body));
                break;
            case TranscodePipeKind.Absent:
                _owner.OnAbsent(Encoding.UTF8.GetString(message.Body));
                break;
            case TranscodePipeKind.Track:
                job?.OnTrack(message.Body.ToArray());
                break;
            case TranscodePipeKind.Output:
                job?.OnOutput(message);
                break;
            case TranscodePipeKind.Failed:
                if (job is not null)
                {
                    _owner.OnFailed(job, Encoding.UTF8.GetString(message.Body));
                }

                break;
            case TranscodePipeKind.Done:
                TakeDone(message.Job);
                break;
            default:
                throw new TranscodePipeException($"A worker does not send {message.Kind}.");
        }
    }

    private void TakeDone(uint id)
    {
        lock (_gate)
        {
            if (!_pending.TryDequeue(out var job) || job.Id != id)
            {
                throw new TranscodePipeException($"The worker has done a message of job {id} out of turn.");
            }

            job.Pending--;
        }
    }
}
