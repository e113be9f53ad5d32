using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>The segments of all streams: in memory up to a limit, and on disk, too, where a folder is configured. Thread-safe.</summary>
/// <remarks>
/// Keyed by stream, publish, number, decoding time and time of day. Playlists are views of it that may end while the segments stay.
/// When memory is short, the streams that nobody publishes any more give theirs up first, the one that ended first before all; then the oldest
/// segments of all streams follow.
/// </remarks>
public sealed class SegmentStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, StreamSegments> _streams = [];
    private readonly TimeProvider _clock;
    private readonly TimeSpan _past;
    private readonly SegmentDisk? _disk;
    private long _evicted;

    /// <summary>Makes a store.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">For what goes wrong on disk.</param>
    public SegmentStore(SegmentStoreOptions options, TimeProvider clock, ILogger<SegmentStore> logger)
        : this(options, clock, logger, new WireMemory(LimitOf(options)))
    {
    }

    internal SegmentStore(SegmentStoreOptions options, TimeProvider clock, ILogger<SegmentStore> logger, WireMemory memory)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock;
        _past = options.Past;
        Memory = memory;
        if (options.Path.Length > 0)
        {
            _disk = new SegmentDisk(options.Path, options.PastOnDisk, clock, logger);
            foreach (var segment in _disk.Recover())
            {
                GetOrAdd(segment.Stream).Recover(segment);
            }
        }
    }

    /// <summary>Memory of all segments in bytes.</summary>
    public long UsedBytes => Memory.UsedBytes;

    /// <summary>Most memory in bytes.</summary>
    public long LimitBytes => Memory.LimitBytes;

    /// <summary>Segments given up before their time because memory was short.</summary>
    public long EvictedSegments => Volatile.Read(ref _evicted);

    /// <summary>The streams that have segments, in no particular order.</summary>
    public ImmutableArray<StreamSegments> Streams
    {
        get
        {
            lock (_gate)
            {
                return [.. _streams.Values];
            }
        }
    }

    /// <summary>The memory that segments are written to.</summary>
    internal WireMemory Memory { get; }

    /// <summary>Finds the segments of a stream.</summary>
    public StreamSegments? Find(StreamKey stream)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(stream);
        }
    }

    /// <summary>Gives back what is too old or too much; once a second.</summary>
    public void OnTick()
    {
        foreach (var stream in Streams)
        {
            var (removed, isOver) = stream.Trim(_past, _disk?.Past ?? default);
            if (removed.Count > 0 && _disk is not null)
            {
                // Off the thread that all timeouts hang on: a disk may stand still.
                _ = Task.Run(() => SegmentDisk.Delete(removed));
            }

            if (isOver)
            {
                Remove(stream);
            }
        }

        KeepWithinLimit();
    }

    /// <summary>The segments of a stream that begins to be published, and the number of that publish.</summary>
    internal (StreamSegments Segments, long Publish) BeginPublish(StreamKey stream, TimeSpan keep, TimeSpan? keepAfterEnd)
    {
        while (true)
        {
            var segments = GetOrAdd(stream);
            if (segments.BeginPublish(keep, keepAfterEnd) is { } publish)
            {
                return (segments, publish);
            }

            Remove(segments);
        }
    }

    /// <summary>Lets the segments of a stream go on with a number that somebody else has kept; never back.</summary>
    internal void ContinueAt(StreamKey stream, long sequence) => GetOrAdd(stream).ContinueAt(sequence);

    /// <summary>A segment of a stream is complete: writes it to disk, if there is one, and makes room for the next.</summary>
    /// <exception cref="IOException">The disk is full or broken; the segment is there all the same.</exception>
    internal async ValueTask KeepAsync(Segment segment)
    {
        try
        {
            if (_disk is not null)
            {
                await _disk.WriteAsync(segment).ConfigureAwait(false);
            }
        }
        finally
        {
            // What is on disk by now can be given up without being lost.
            KeepWithinLimit();
        }
    }

    /// <summary>Gives up segments until the memory in use is within its limit.</summary>
    internal void KeepWithinLimit()
    {
        while (Memory.IsOverLimit && FindVictim() is { } victim)
        {
            if (victim.EvictOldest())
            {
                Interlocked.Increment(ref _evicted);
            }
        }
    }

    private static long LimitOf(SegmentStoreOptions options)
    {
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return ByteSize.TryParse(options.MaxMemory, machine, out var limit) ? limit : machine / 4;
    }

    /// <summary>The segments of a stream, of which there may be none yet.</summary>
    internal StreamSegments GetOrAdd(StreamKey stream)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out var segments))
            {
                _streams.Add(stream, segments = new StreamSegments(stream, _clock));
            }

            return segments;
        }
    }

    private void Remove(StreamSegments segments)
    {
        lock (_gate)
        {
            if (_streams.GetValueOrDefault(segments.Stream) == segments)
            {
                _streams.Remove(segments.Stream);
            }
        }
    }

    private StreamSegments? FindVictim()
    {
        StreamSegments? victim = null;
        var best = (IsLive: true, Since: long.MaxValue);
        foreach (var stream in Streams)
        {
            if (stream.OldestInMemory is not { } oldest)
            {
                continue;
            }

            // Idle ones by when they ended, all of them before the live ones by the age of what they hold.
            var rank = stream.IdleSince is { } since ? (IsLive: false, Since: since) : (IsLive: true, Since: oldest.UtcTicks);
            if (victim is null || rank.CompareTo(best) < 0)
            {
                (victim, best) = (stream, rank);
            }
        }

        return victim;
    }
}
