using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>The segments of one stream, over its publishers. Thread-safe.</summary>
/// <remarks>Segments are numbered as they are begun; one that comes to nothing gives its number back.</remarks>
public sealed class StreamSegments
{
    private readonly Lock _gate = new();
    private readonly List<Segment> _segments = [];
    private readonly TimeProvider _clock;
    private Segment? _open;
    private long _next;
    private int _nextHeader;
    private long _lastPublish;
    private long _idleSince;
    private bool _isLive;
    private volatile bool _isForgotten;
    private TimeSpan _keep;
    private TimeSpan _keepAfterEnd = TimeSpan.FromSeconds(10);
    private TimeSpan _end;
    private long _removedDiscontinuities;
    private bool _nextIsDiscontinuity;
    private TaskCompletionSource _changed = NewSignal();

    internal StreamSegments(StreamKey stream, TimeProvider clock)
    {
        Stream = stream;
        _clock = clock;
        _idleSince = clock.GetTimestamp();
    }

    /// <summary>The stream.</summary>
    public StreamKey Stream { get; }

    /// <summary>The segment that is being written; null while there is none.</summary>
    public Segment? Open
    {
        get
        {
            lock (_gate)
            {
                return _open;
            }
        }
    }

    /// <summary>When the stream was last published, on the store's clock; null while it is.</summary>
    internal long? IdleSince
    {
        get
        {
            lock (_gate)
            {
                return _isLive ? null : _idleSince;
            }
        }
    }

    /// <summary>Time of day of the oldest complete segment that holds memory; null when there is none.</summary>
    internal DateTimeOffset? OldestInMemory
    {
        get
        {
            lock (_gate)
            {
                return _segments.Find(static segment => segment.HoldsMemory)?.WallClock;
            }
        }
    }

    /// <summary>
    /// Completes with the next change: once for each part, whether it completes its segment or not, and when the source leaves. Any number may wait, on no
    /// thread, with <see cref="Task.WaitAsync(CancellationToken)"/>.
    /// </summary>
    /// <remarks>Take it before looking at the segments, or take both with <see cref="Look"/>; else a change may be missed.</remarks>
    public Task WhenChanged => Volatile.Read(ref _changed).Task;

    /// <summary>Everything as it is at one moment.</summary>
    public SegmentsView Look()
    {
        lock (_gate)
        {
            return new SegmentsView([.. _segments], _open, _open?.Parts ?? [], _next, _lastPublish, _isLive, _nextIsDiscontinuity && _next > 0, _removedDiscontinuities, _changed.Task);
        }
    }

    /// <summary>The complete segments, oldest first.</summary>
    public IReadOnlyList<Segment> GetAll()
    {
        lock (_gate)
        {
            return [.. _segments];
        }
    }

    /// <summary>Finds a segment by number, the open one included.</summary>
    public Segment? Find(long sequence)
    {
        lock (_gate)
        {
            if (_open?.Sequence == sequence)
            {
                return _open;
            }

            var index = _segments.Count == 0 ? -1 : sequence - _segments[0].Sequence;
            if (index >= 0 && index < _segments.Count && _segments[(int)index].Sequence == sequence)
            {
                return _segments[(int)index];
            }

            // There are gaps where files of an earlier run are missing.
            return _segments.Find(segment => segment.Sequence == sequence);
        }
    }

    /// <summary>The complete segments that share time with a range, oldest first.</summary>
    /// <param name="from">Time of day at its beginning.</param>
    /// <param name="until">Time of day at its end.</param>
    public IReadOnlyList<Segment> Read(DateTimeOffset from, DateTimeOffset until)
    {
        lock (_gate)
        {
            return _segments.FindAll(segment => segment.WallClock < until && segment.WallClockEnd > from);
        }
    }

    /// <summary>The complete segments of one publish that share time with a range of decoding times, oldest first.</summary>
    /// <param name="publish"><see cref="Segment.Publish"/>.</param>
    /// <param name="from">Decoding time at its beginning.</param>
    /// <param name="until">Decoding time at its end.</param>
    public IReadOnlyList<Segment> Read(long publish, TimeSpan from, TimeSpan until)
    {
        lock (_gate)
        {
            return _segments.FindAll(segment => segment.Publish == publish && segment.Start < until && segment.Start + segment.Duration > from);
        }
    }

    /// <summary>A publisher begins.</summary>
    /// <param name="keep">How long segments stay.</param>
    /// <param name="keepAfterEnd">How long they all stay after the last publisher; null for as long as there is memory.</param>
    /// <returns>The number of the publish, or null when the stream has just been forgotten and the caller has to get its successor.</returns>
    internal long? BeginPublish(TimeSpan keep, TimeSpan? keepAfterEnd)
    {
        lock (_gate)
        {
            if (_isForgotten)
            {
                return null;
            }

            _isLive = true;
            _keep = keep;
            _keepAfterEnd = keepAfterEnd ?? TimeSpan.MaxValue;
            return _lastPublish = Math.Max(_lastPublish + 1, _clock.GetUtcNow().ToUnixTimeMilliseconds());
        }
    }

    /// <summary>The last publisher has left.</summary>
    internal void EndPublish()
    {
        lock (_gate)
        {
            _isLive = false;
            _nextIsDiscontinuity = true;
            _idleSince = _clock.GetTimestamp();
        }

        Signal();
    }

    /// <summary>Once the last publisher has left, nothing is kept for players any more.</summary>
    internal void KeepNoLonger()
    {
        lock (_gate)
        {
            _keepAfterEnd = TimeSpan.Zero;
        }
    }

    /// <summary>Whether the store has another in its place.</summary>
    internal bool IsForgotten => _isForgotten;

    /// <summary>Lets everybody who waits look at the time.</summary>
    internal void Wake() => Signal();

    /// <summary>Number of the segment that begins next.</summary>
    internal long NextSequence
    {
        get
        {
            lock (_gate)
            {
                return _next;
            }
        }
    }

    /// <summary>When the last segment ends on the stream's timeline; zero before the first.</summary>
    internal TimeSpan TimelineEnd
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>Number of the next header.</summary>
    internal int TakeHeaderNumber()
    {
        lock (_gate)
        {
            return _nextHeader++;
        }
    }

    /// <summary>Goes on with numbers from another source, such as a playlist on disk; never back.</summary>
    internal void ContinueAt(long sequence)
    {
        lock (_gate)
        {
            _next = Math.Max(_next, sequence);
        }
    }

    /// <summary>Discontinuities so far, that of the segment that is to come included.</summary>
    internal long Discontinuities
    {
        get
        {
            lock (_gate)
            {
                var next = _open is { } open ? open.IsDiscontinuity : _nextIsDiscontinuity && _next > 0;
                return _removedDiscontinuities + _segments.Count(static segment => segment.IsDiscontinuity) + (next ? 1 : 0);
            }
        }
    }

    /// <summary>Counts discontinuities on from those of a stream that this is a track of, before its first segment.</summary>
    internal void ContinueAfter(long discontinuities)
    {
        lock (_gate)
        {
            _removedDiscontinuities = _segments.Count == 0 && _open is null ? Math.Max(_removedDiscontinuities, discontinuities) : _removedDiscontinuities;
        }
    }

    /// <summary>The segment after the open one, if there is any, does not go on where that ends.</summary>
    internal void Break()
    {
        lock (_gate)
        {
            _nextIsDiscontinuity = true;
        }
    }

    /// <summary>Shows a segment that is being written.</summary>
    internal void Begin(Segment segment)
    {
        lock (_gate)
        {
            _open = segment;
            _nextIsDiscontinuity = false;
            _next = segment.Sequence + 1;
        }
    }

    /// <summary>Adds a part to the open segment.</summary>
    internal void Add(Segment segment, SegmentPart part)
    {
        segment.Add(part);
        Signal();
    }

    /// <summary>Completes the open segment; nobody sees the last part without that.</summary>
    /// <param name="segment">The open segment.</param>
    /// <param name="last">Its last part.</param>
    /// <param name="duration">Time until the next segment.</param>
    internal void End(Segment segment, SegmentPart last, TimeSpan duration)
    {
        lock (_gate)
        {
            segment.Add(last);
            segment.Complete(duration);
            _open = null;
            _segments.Add(segment);
            _end = Max(_end, segment.Start + duration);
        }

        Signal();
    }

    /// <summary>The open segment is complete.</summary>
    internal void End(Segment segment)
    {
        lock (_gate)
        {
            _open = null;
            _segments.Add(segment);
        }

        Signal();
    }

    /// <summary>The open segment came to nothing; its number is used again.</summary>
    internal void Abandon(Segment segment)
    {
        lock (_gate)
        {
            _open = null;
            _next = segment.Sequence;
        }

        segment.Release();
    }

    /// <summary>Takes a segment of an earlier run of the server in.</summary>
    internal void Recover(Segment segment)
    {
        lock (_gate)
        {
            var index = _segments.FindIndex(other => other.Sequence > segment.Sequence);
            _segments.Insert(index < 0 ? _segments.Count : index, segment);
            _next = Math.Max(_next, segment.Sequence + 1);
            _nextHeader = Math.Max(_nextHeader, segment.Header.Number + 1);
            _lastPublish = Math.Max(_lastPublish, segment.Publish);
            _end = Max(_end, segment.Start + segment.Duration);
        }
    }

    /// <summary>Gives up the memory of the oldest segment that has any; one that is not on disk is gone with it.</summary>
    /// <returns>False when there is none.</returns>
    internal bool EvictOldest()
    {
        lock (_gate)
        {
            var index = _segments.FindIndex(static segment => segment.HoldsMemory);
            if (index < 0)
            {
                return false;
            }

            _segments[index].Release();
            if (_segments[index].DiskPath is null)
            {
                _removedDiscontinuities += _segments[index].IsDiscontinuity ? 1 : 0;
                _segments.RemoveAt(index);
            }

            return true;
        }
    }

    /// <summary>Gives back what is too old.</summary>
    /// <param name="past">How long segments stay in memory at least.</param>
    /// <param name="pastOnDisk">How long they stay on disk.</param>
    /// <returns>What is gone altogether, and whether nothing is left of the stream.</returns>
    internal (IReadOnlyList<Segment> Removed, bool IsOver) Trim(TimeSpan past, TimeSpan pastOnDisk)
    {
        lock (_gate)
        {
            List<Segment> removed = [];
            var isOver = !_isLive && _open is null && _clock.GetElapsedTime(_idleSince) >= Max(_keepAfterEnd, past);
            if (_segments.Count > 0)
            {
                // While nothing is added, nothing is too old: viewers of a stream that has ended see its end.
                var oldest = isOver ? DateTimeOffset.MaxValue : _segments[^1].WallClockEnd - Max(_keep, past);
                var oldestOnDisk = _clock.GetUtcNow() - pastOnDisk;
                _segments.RemoveAll(segment =>
                {
                    if (segment.WallClockEnd >= oldest)
                    {
                        return false;
                    }

                    segment.Release();
                    var isGone = segment.DiskPath is null || segment.WallClockEnd < oldestOnDisk;
                    if (isGone)
                    {
                        _removedDiscontinuities += segment.IsDiscontinuity ? 1 : 0;
                        removed.Add(segment);
                    }

                    return isGone;
                });
            }

            _isForgotten = isOver && _segments.Count == 0;
            return (removed, _isForgotten);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
}
