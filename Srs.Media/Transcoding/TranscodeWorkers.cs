using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Net.FFmpeg;

namespace Srs.Media.Transcoding;

/// <summary>The workers that transcode sound and pictures: started when there is something to do, watched, replaced when they are lost.</summary>
/// <remarks>
/// <para>Many transcodes of sound share a worker; one of pictures has a worker alone. One that a worker was lost at goes on alone, and is
/// given up when it happens again; the others go on at once in another worker. Thread-safe.</para>
/// </remarks>
public sealed class TranscodeWorkers : IDisposable
{
    /// <summary>Jobs of a worker before another one is started; each takes 1 to 2 % of a processor.</summary>
    internal const int JobsPerWorker = 16;

    /// <summary>Workers for one job each, of those that workers were lost at.</summary>
    internal const int MaxSolitary = 4;

    /// <summary>Pictures that are transcoded at a time: each takes a good part of a processor.</summary>
    internal static readonly int MaxVideo = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Workers that a transcode may lose within <see cref="Forgetting"/>.</summary>
    internal const int MaxStrikes = 3;

    /// <summary>A worker that leaves a message undone for so long hangs; one takes microseconds.</summary>
    internal static readonly TimeSpan HangTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long a start may take.</summary>
    internal static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    /// <summary>A worker without jobs ends after this.</summary>
    internal static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>After so long a strike does not count any more.</summary>
    internal static readonly TimeSpan Forgetting = TimeSpan.FromMinutes(1);

    internal static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Func<bool, TranscodeWorkerLink> _start;
    private readonly BufferPool _pool;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly int _maxWorkers = Environment.ProcessorCount;
    private readonly Lock _gate = new();
    private readonly List<TranscodeWorker> _workers = [];
    private readonly HashSet<Transcode> _waiting = [];
    private readonly ITimer _timer;
    private uint _lastId;
    private int _failedStarts;
    private long _nextStart;
    private bool _isDisposed;
    private string? _absence;

    /// <summary>Makes them; none is started yet.</summary>
    /// <param name="program">Path of the worker's program and its arguments; it runs <see cref="TranscodeWorkerHost"/>.</param>
    /// <param name="pool">Where frames live.</param>
    /// <param name="clock">Times limits and pauses.</param>
    /// <param name="logger">Takes what an operator should know.</param>
    /// <param name="findAbsence">Says why this machine cannot; null for <see cref="FindAbsence"/>.</param>
    public TranscodeWorkers(IReadOnlyList<string> program, BufferPool pool, TimeProvider clock, ILogger logger, Func<string?>? findAbsence = null)
        : this(isBackground => TranscodeWorkerProcess.Start(program, isBackground), pool, clock, logger)
    {
        if ((findAbsence ?? FindAbsence)() is { } reason)
        {
            OnAbsent(reason);
        }
    }

    internal TranscodeWorkers(Func<bool, TranscodeWorkerLink> start, BufferPool pool, TimeProvider clock, ILogger logger)
    {
        (_start, _pool, _clock, _logger) = (start, pool, clock, logger);
        _timer = clock.CreateTimer(static state => ((TranscodeWorkers)state!).Tick(), this, TickInterval, TickInterval);
    }

    /// <summary>Why sound cannot be transcoded, and what to install; null when it can.</summary>
    public string? Absence => Volatile.Read(ref _absence);

    /// <summary>Whether pictures of one more stream may be transcoded.</summary>
    internal bool HasRoomForVideo
    {
        get
        {
            lock (_gate)
            {
                var busy = _workers.Count(static worker => worker.IsVideo && worker.JobCount > 0);
                return Absence is null && busy + _waiting.Count(static job => job.Settings.IsVideo) < MaxVideo;
            }
        }
    }

    /// <summary>Process ids of the workers, those that start now left out.</summary>
    internal IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _workers.Where(static worker => worker.IsReady).Select(static worker => worker.Name)];
            }
        }
    }

    /// <summary>Looks for FFmpeg's libraries.</summary>
    /// <returns>Null when they are there, else two sentences for an operator: what is missing, and the package that brings it.</returns>
    public static string? FindAbsence() => FFmpegLibrary.TryFind(out var reason) ? null : reason;

    /// <summary>Messages that workers have still to do.</summary>
    internal int Pending
    {
        get
        {
            lock (_gate)
            {
                return _workers.Sum(static worker => worker.Pending);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        TranscodeWorker[] workers;
        lock (_gate)
        {
            _isDisposed = true;
            workers = [.. _workers];
        }

        _timer.Dispose();
        foreach (var worker in workers)
        {
            worker.Kill();
        }
    }

    /// <summary>Begins to transcode a track.</summary>
    /// <param name="name">Whose sound it is, for the log.</param>
    /// <param name="settings">What of what.</param>
    /// <param name="onOutput">Told, on another thread, when <see cref="Transcode.TryTake"/> has something or it is given up; returns at once.</param>
    /// <returns>The caller disposes it.</returns>
    internal Transcode Open(string name, TranscodeSettings settings, Action onOutput)
    {
        var job = new Transcode(this, Interlocked.Increment(ref _lastId), name, settings, onOutput, _pool);
        if (Absence is not null)
        {
            job.GiveUp();
            return job;
        }

        lock (_gate)
        {
            _waiting.Add(job);
            TryAssign(job);
        }

        _logger.Transcodes(name, settings.Source, settings.Target);
        return job;
    }

    internal void Close(Transcode job)
    {
        lock (_gate)
        {
            _waiting.Remove(job);
            Leave(job);
        }
    }

    internal void OnReady(TranscodeWorker worker, string version)
    {
        lock (_gate)
        {
            _failedStarts = 0;
        }

        _logger.TranscodeWorkerReady(worker.Name, version);
    }

    internal void OnAbsent(string reason)
    {
        if (Interlocked.CompareExchange(ref _absence, reason, null) is null)
        {
            _logger.TranscodeIsAbsent(reason);
        }
    }

    internal void OnFailed(Transcode job, string reason)
    {
        lock (_gate)
        {
            Leave(job);
        }

        GiveUp(job, reason);
    }

    internal void OnEnded(TranscodeWorker worker, Transcode? suspect, IReadOnlyList<Transcode> jobs, string reason)
    {
        var isGivenUp = false;
        lock (_gate)
        {
            _workers.Remove(worker);
            if (_isDisposed)
            {
                return;
            }

            var now = _clock.GetTimestamp();
            if (!worker.IsReady)
            {
                // Nobody's fault but the program's.
                suspect = null;
                var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(_failedStarts++, 10))));
                _nextStart = now + ToTimestamp(pause);
            }

            if (suspect is not null)
            {
                suspect.Strikes = suspect.LastStrike != 0 && _clock.GetElapsedTime(suspect.LastStrike) > Forgetting ? 1 : suspect.Strikes + 1;
                (suspect.LastStrike, suspect.NextTry) = (now, now + ToTimestamp(TimeSpan.FromSeconds(suspect.Strikes)));
                isGivenUp = suspect.Strikes >= MaxStrikes;
            }

            foreach (var job in jobs)
            {
                if (job.Worker == worker)
                {
                    job.Worker = null;
                    if (Absence is null && (job != suspect || !isGivenUp))
                    {
                        _waiting.Add(job);
                        TryAssign(job);
                    }
                }
            }
        }

        if (Absence is not null)
        {
            Transcode[] waiting;
            lock (_gate)
            {
                waiting = [.. _waiting];
                _waiting.Clear();
            }

            foreach (var job in jobs.Concat(waiting))
            {
                job.GiveUp();
            }

            return;
        }

        if (!worker.IsEnding)
        {
            _logger.TranscodeWorkerLost(worker.Name, reason, jobs.Count);
        }

        if (isGivenUp)
        {
            GiveUp(suspect!, $"it has cost {MaxStrikes} workers.");
        }
    }

    /// <summary>Ends workers that hang or idle, and places transcodes that wait; the timer calls it.</summary>
    internal void Tick()
    {
        List<(TranscodeWorker Worker, TimeSpan Silence)> hanging = [];
        lock (_gate)
        {
            foreach (var worker in _workers)
            {
                var silence = worker.Silence;
                var isStuckAtEnd = worker.IsEnding && _clock.GetElapsedTime(worker.IdleSince) > IdleTimeout + StartTimeout;
                if (isStuckAtEnd || silence > (worker.IsReady ? HangTimeout : StartTimeout))
                {
                    hanging.Add((worker, silence));
                }
                else if (!worker.IsEnding && worker.JobCount == 0 && _clock.GetElapsedTime(worker.IdleSince) > IdleTimeout)
                {
                    worker.End();
                }
            }

            foreach (var job in _waiting.ToArray())
            {
                TryAssign(job);
            }
        }

        foreach (var (worker, silence) in hanging)
        {
            _logger.TranscodeWorkerHangs(worker.Name, silence.TotalSeconds);
            worker.Kill();
        }
    }

    private void GiveUp(Transcode job, string reason)
    {
        _logger.TranscodeGivenUp(job.Name, job.Settings.Source, job.Settings.Target, reason);
        job.GiveUp();
    }

    /// <summary>Takes a job from its worker.</summary>
    private void Leave(Transcode job)
    {
        if (job.Worker is { } worker)
        {
            job.Worker = null;
            worker.Remove(job);
            worker.IdleSince = _clock.GetTimestamp();
        }
    }

    private void TryAssign(Transcode job)
    {
        if (_isDisposed || Absence is not null || _clock.GetTimestamp() < job.NextTry || Choose(job) is not { } worker)
        {
            return;
        }

        _waiting.Remove(job);
        worker.Add(job);
        job.Worker = worker;
    }

    private TranscodeWorker? Choose(Transcode job)
    {
        var isVideo = job.Settings.IsVideo;
        var isSolitary = isVideo || job.Strikes > 0;
        var open = _workers.FindAll(worker => !worker.IsEnding && worker.IsSolitary == isSolitary && worker.IsVideo == isVideo);
        var least = open.MinBy(static worker => worker.JobCount);
        if (least?.JobCount < (isSolitary ? 1 : JobsPerWorker))
        {
            return least;
        }

        if (open.Count >= (isVideo ? MaxVideo : isSolitary ? MaxSolitary : _maxWorkers))
        {
            return isSolitary ? null : least;
        }

        if (_clock.GetTimestamp() < _nextStart)
        {
            return null;
        }

        var worker = new TranscodeWorker(this, _start, isSolitary, isVideo, _clock);
        _workers.Add(worker);
        return worker;
    }

    private long ToTimestamp(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);
}
