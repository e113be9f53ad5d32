using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <content>Who plays, the grace period, and when the stream is over.</content>
public sealed partial class LiveStream
{
    /// <summary>How long a stream without publisher and viewers is remembered, as in SRS.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(3);

    /// <summary>Time of the stream after its first frame by which its tracks count as complete.</summary>
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(1);

    private readonly HashSet<(MediaKind Kind, int Id)> _announced = [];
    private TaskCompletionSource _ready = NewSignal();
    private TimeSpan? _publishStart;
    private long? _graceSince;
    private long? _unusedSince;
    private bool _isSettled;
    private bool _isRetired;
    private int _holds;

    /// <summary>Whether a source is there.</summary>
    public bool IsPublished
    {
        get
        {
            lock (_gate)
            {
                return _sources.Active is not null;
            }
        }
    }

    /// <summary>Waits until a source is there and its tracks are known.</summary>
    public Task WhenReadyAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _ready.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets a viewer in.</summary>
    /// <returns>Null when the stream is over and the caller has to find its successor.</returns>
    internal PlayLease? TryPlay(ISession session, AccessRequest? request = null)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            var lease = new PlayLease(this, session, request);
            _players.Add(lease);
            _unusedSince = null;
            return lease;
        }
    }

    /// <summary>Keeps the stream while somebody asks for it at the door.</summary>
    /// <returns>Null when the stream is over and the caller has to find its successor.</returns>
    internal StreamHold? TryHold()
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return null;
            }

            _holds++;
            _unusedSince = null;
            return new StreamHold(this);
        }
    }

    /// <summary>Gives a hold back.</summary>
    internal void Release()
    {
        lock (_gate)
        {
            _holds--;
            NoteUnused();
        }
    }

    internal void EndPlay(PlayLease lease)
    {
        lock (_gate)
        {
            if (_players.Remove(lease))
            {
                _counters.AddEnded(lease.Tally);
                NoteUnused();
                if (_players.Count == 0)
                {
                    _watchedUntil = _clock.GetTimestamp();
                    NoteDemand();
                }
            }
        }

        _notices.Tell();
    }

    /// <summary>Called once a second: ends the grace period, gives unused logs back, takes samples.</summary>
    /// <returns>True when the stream is over; nobody can join it any more.</returns>
    internal bool OnTick()
    {
        bool isRetired;
        lock (_gate)
        {
            EndGrace();
            EndUnwatched();
            ReleaseUnusedLogs();
            _counters.Sample(_sources.Active, _players);
            _isRetired = _unusedSince is { } since && _clock.GetElapsedTime(since) >= Linger;
            isRetired = _isRetired;
            if (isRetired)
            {
                _gop.Clear();
            }
        }

        _notices.Tell();
        return isRetired;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void StartTimeline(VhostOptions options)
    {
        _options = options;
        _timeline.Restart();
        _gop.Clear();
        _gop = NewGopCache(options);
        _interleave?.Dispose();
        _interleave = options.Play.MixCorrect ? new InterleaveBuffer() : null;
        _announced.Clear();
        _publishStart = null;
        _isSettled = false;
        _counters.Start();
    }

    /// <summary>Once enough of a publish has been seen, its tracks are complete: joiners need not wait for more.</summary>
    private void SettleTracks(TimeSpan now)
    {
        if (_isSettled)
        {
            return;
        }

        _publishStart ??= now;
        var hasBoth = _announced.Contains((MediaKind.Audio, 0)) && _announced.Contains((MediaKind.Video, 0));
        if (!hasBoth && now - _publishStart < SettleTime)
        {
            return;
        }

        _isSettled = true;
        if (_headers.Tracks.Length > _announced.Count)
        {
            // Tracks of a former publisher that this one did not bring again.
            _headers = _headers with { Tracks = _headers.Tracks.RemoveAll(track => !_announced.Contains((track.Kind, track.Id))) };
            Array.ForEach(_logs, log => log.RemoveTracks(_headers));
            OfferHeaders();
        }

        _ready.TrySetResult();
    }

    /// <summary>Ends the grace period when its time has come.</summary>
    private void EndGrace(bool atOnce = false)
    {
        if (_graceSince is not { } since || (!atOnce && _clock.GetElapsedTime(since) < _options.Publish.Grace))
        {
            return;
        }

        _graceSince = null;
        _headers = StreamHeaders.Empty;
        _gop.Clear();
        _sound.Clear();
        Array.ForEach(_logs, static log => log.Forget());
        if (_ready.Task.IsCompleted)
        {
            _ready = NewSignal();
        }

        NoteUnused();
        OfferMark(SourceMarkKind.Over);
        Tell(static player => player.OnUnpublished());
    }

    /// <summary>Tells the viewers who are there now, not those who join before it is told.</summary>
    private void Tell(Action<PlayLease> notice)
    {
        if (_players.Count > 0)
        {
            PlayLease[] told = [.. _players];
            _notices.Add(() => Array.ForEach(told, notice));
        }
    }

    private void NoteUnused()
    {
        if (_sources.Active is null && _graceSince is null && _players.Count == 0 && _holds == 0)
        {
            _unusedSince = _clock.GetTimestamp();
        }
    }

    private void ReleaseUnusedLogs()
    {
        var unused = Array.FindAll(_logs, static log => log.CursorCount == 0);
        if (unused.Length > 0)
        {
            _logs = Array.FindAll(_logs, log => !unused.Contains(log));
            Array.ForEach(unused, static log => log.Release());
        }
    }
}
