using System.Globalization;
using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Configuration;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Dash;

/// <summary>A stream as DASH shows it: a window of its segments, track by track, and in files where these are configured.</summary>
/// <remarks>Outlives publishers; one source at a time adds to it, everybody reads. Thread-safe.</remarks>
public sealed partial class DashStream
{
    /// <summary>Least segments in a manifest, whatever the window: players begin three before the end.</summary>
    private const int LeastListed = 3;

    /// <summary>How far the encoder's clock may run from the wall clock until a new period sets it right.</summary>
    private static readonly TimeSpan MaxDrift = TimeSpan.FromSeconds(1);

    /// <summary>Segments in a row that have to say so: a network that stood still catches up.</summary>
    private const int DriftedSegments = 10;

    private readonly Lock _gate = new();
    private readonly SegmentStore _store;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly List<DashSegment> _segments = [];
    private readonly DashManifest?[] _manifests = new DashManifest?[2];
    private DashFiles? _files;
    private DashOptions _options;
    private TimeSpan _part;
    private TimeSpan _keep;
    private TimeSpan _wanted;
    private DateTimeOffset _availabilityStart;
    private DateTimeOffset _published;
    private DashPeriod? _period;
    private DashSegment? _building;
    private (long Publish, long Sequence) _last = (long.MinValue, 0);
    private long _next;
    private long _filed;
    private int _drifted;
    private long _version;
    private long? _idleSince;
    private bool _isUnwatched;
    private RenditionClock? _shared;
    private string? _fault;
    private TaskCompletionSource _changed = NewSignal();
    private TaskCompletionSource _listedFirst = NewSignal();

    internal DashStream(StreamKey key, DashOptions options, SegmentStore store, TimeProvider clock, ILogger logger, long first = 1)
    {
        _next = first;
        Key = key;
        _options = options;
        _store = store;
        _clock = clock;
        _logger = logger;
        _idleSince = clock.GetTimestamp();
    }

    /// <summary>The stream.</summary>
    public StreamKey Key { get; }

    /// <summary>The options of its newest source.</summary>
    public DashOptions Options
    {
        get
        {
            lock (_gate)
            {
                return _options;
            }
        }
    }

    /// <summary>Whether there are others with which it is shown in one manifest that has its name.</summary>
    internal Func<bool> HasOthers { get; set; } = static () => false;

    /// <summary>Number of the segment that begins next.</summary>
    internal long NextNumber
    {
        get
        {
            lock (_gate)
            {
                return _next;
            }
        }
    }

    /// <summary>Whether there is a source, or one to come.</summary>
    public bool IsLive
    {
        get
        {
            lock (_gate)
            {
                return _idleSince is null;
            }
        }
    }

    /// <summary>Whether there is a manifest.</summary>
    public bool IsListed
    {
        get
        {
            lock (_gate)
            {
                return _segments.Count > 0;
            }
        }
    }

    /// <summary>Waits until there is a manifest.</summary>
    public Task WhenListedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _listedFirst.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The manifest as it is now: written once for all who ask until the stream changes.</summary>
    /// <param name="isLowLatency">Whether it tells of the segment that is being written, too.</param>
    /// <returns>Null before the first segment.</returns>
    public DashManifest? GetManifest(bool isLowLatency)
    {
        lock (_gate)
        {
            if (isLowLatency)
            {
                TakeOpen();
            }

            if (_segments.Count == 0)
            {
                return null;
            }

            ref var known = ref _manifests[isLowLatency ? 1 : 0];
            var tag = string.Create(CultureInfo.InvariantCulture, $"{_availabilityStart.ToUnixTimeMilliseconds():x}-{_version:x}{(isLowLatency ? "l" : "")}");
            if (known?.Tag != tag)
            {
                var bytes = DashManifestWriter.Write(View(isLowLatency, ""));
                known = new DashManifest(bytes, Gzip.Pack(bytes), tag);
            }

            return known;
        }
    }

    /// <summary>Writes a manifest for one viewer.</summary>
    /// <param name="isLowLatency">Whether it tells of the segment that is being written, too.</param>
    /// <param name="query">Put behind each address, with its leading <c>?</c>.</param>
    /// <returns>Null before the first segment.</returns>
    public byte[]? WriteManifest(bool isLowLatency, string query)
    {
        lock (_gate)
        {
            if (isLowLatency)
            {
                TakeOpen();
            }

            return _segments.Count == 0 ? null : DashManifestWriter.Write(View(isLowLatency, query));
        }
    }

    /// <summary>The stream as a rendition beside others.</summary>
    /// <param name="isLowLatency">Whether that includes the segment that is being written.</param>
    /// <param name="query">Put behind each address, with its leading <c>?</c>.</param>
    /// <returns>Null before the first segment.</returns>
    internal DashRendition? Look(bool isLowLatency, string query)
    {
        lock (_gate)
        {
            if (isLowLatency)
            {
                TakeOpen();
            }

            return _segments.Count == 0 && (!isLowLatency || _building is null)
                ? null
                : new DashRendition(Key.Stream, Renditions.IsVideoTrack(Key), Renditions.SoundOf(Key), View(isLowLatency, query), _idleSince is null ? _period : null, _shared?.Origin ?? _availabilityStart, _version);
        }
    }

    /// <summary>A source begins.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="other">How others want it cut; null for nobody.</param>
    /// <param name="clock">The timeline that it shares with other renditions; null for one of its own.</param>
    /// <returns>How it is cut.</returns>
    internal SegmenterOptions Begin(DashOptions options, SegmenterOptions? other, RenditionClock? clock = null)
    {
        lock (_gate)
        {
            _shared = clock;
            var isSameFolder = options.DashPath == _options.DashPath && options.DashMpdFile == _options.DashMpdFile;
            _options = options;
            _files = isSameFolder && _files is not null ? _files : DashFiles.Of(options, Key);
            _fault = null;
            _idleSince = null;
            _period = null;
            CloseBuilding();
        }

        // Players have read the manifest a while ago, and take a while to get through a segment.
        var window = options.DashWindowSize > 0 ? Max(options.DashFragment * options.DashWindowSize, options.DashFragment * LeastListed) : options.DashTimeshift;
        _keep = window + (options.DashFragment * 2) + options.DashUpdatePeriod + SegmentCutter.LongestGroup;
        TimeSpan? afterEnd = options.DashDispose > TimeSpan.Zero ? options.DashDispose : null;
        var result = other is null
            ? new SegmenterOptions(new SegmentRules(options.DashFragment, TdRatio: 1, AofRatio: 1, WaitKeyframe: true, TsFloor: false), HasTs: false, HasCmaf: true, _keep, afterEnd)
            : other with
            {
                HasCmaf = true,
                Keep = Max(other.Keep, _keep),
                KeepAfterEnd = other.KeepAfterEnd is { } a && afterEnd is { } b ? Max(a, b) : null,
            };
        _part = result.Rules.Part;

        // What begins in the middle of a segment of other renditions ends with it.
        _wanted = clock is not null && options.DashFragment <= result.Rules.Fragment ? TimeSpan.Zero : options.DashFragment;
        return result;
    }

    /// <summary>A segment of the store is complete. One source at a time.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="keeps">Whether the store is to be told of it, which somebody else does otherwise.</param>
    internal async ValueTask AddAsync(Segment segment, bool keeps)
    {
        string? fault = null;
        IReadOnlyList<DashSegment> closed;
        lock (_gate)
        {
            Take(segment);
            if (_building is { IsComplete: true })
            {
                CloseBuilding();
                Watch(segment);
            }

            closed = _files is null ? [] : _segments.FindAll(known => known.Number > _filed);
            _filed = _segments.Count == 0 ? _filed : _segments[^1].Number;
            Forget();
        }

        try
        {
            if (keeps)
            {
                await _store.KeepAsync(segment).ConfigureAwait(false);
            }

            await WriteFilesAsync(closed).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            fault = e.Message;
        }

        // Once, not for each segment while a disk is full.
        if (fault is not null && _fault is null)
        {
            _logger.CannotWrite(Key.Url, fault);
        }

        _fault = fault;
    }

    /// <summary>A source is about to come; until <see cref="End"/> the stream is not forgotten.</summary>
    internal void Reserve()
    {
        lock (_gate)
        {
            _idleSince = null;
        }
    }

    /// <summary>The last source has left.</summary>
    /// <param name="isUnwatched">Whether nobody will miss what is there: it is given back with the next tick.</param>
    internal void End(bool isUnwatched = false)
    {
        lock (_gate)
        {
            CloseBuilding();
            _idleSince = _clock.GetTimestamp();
            _isUnwatched = isUnwatched;
        }
    }

    /// <summary>Forgets what nobody can ask for any more.</summary>
    /// <returns>True when nothing is left of the stream, and nothing is to come.</returns>
    internal bool OnTick()
    {
        lock (_gate)
        {
            var isOver = _idleSince is { } since
                && (_isUnwatched || (_options.DashDispose > TimeSpan.Zero && _clock.GetElapsedTime(since) >= _options.DashDispose));
            if (isOver)
            {
                if (_options.DashCleanup)
                {
                    _files?.DeleteAll();
                }

                _segments.Clear();
                _listedFirst.TrySetCanceled();
                _listedFirst = NewSignal();
            }

            return isOver;
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    /// <summary>Takes what is being written in, once it has a part. Under the lock.</summary>
    private void TakeOpen()
    {
        if (_idleSince is null && _store.Find(Key)?.Open is { Parts.IsEmpty: false } open)
        {
            Take(open);
        }
    }

    /// <summary>Takes a segment of the store in. Under the lock.</summary>
    private void Take(Segment segment)
    {
        // What was cut before a source wanted DASH has no such form.
        if ((segment.Publish, segment.Sequence).CompareTo(_last) <= 0 || segment.Header.Init.IsEmpty || segment.Parts.IsEmpty)
        {
            return;
        }

        _last = (segment.Publish, segment.Sequence);
        if (_building is { IsComplete: true } || _period?.Continues(segment) != true)
        {
            CloseBuilding();
        }

        if (_building is not null)
        {
            _building.Add(segment);
            Change();
            return;
        }

        if (_period?.Continues(segment) != true)
        {
            var start = DashPeriod.StartOf(segment, _clock.GetUtcNow());
            if (_segments.Count == 0)
            {
                _availabilityStart = DateTimeOffset.FromUnixTimeMilliseconds(start.ToUnixTimeMilliseconds());
            }

            // What is there already is shown to its end, unless the encoder's clock was too fast.
            var before = _segments.Count == 0 ? TimeSpan.Zero : _segments[^1].End - (_drifted > 0 ? MaxDrift * 2 : TimeSpan.Zero);
            _period = new DashPeriod(segment, Max(start - _availabilityStart, before));
            _drifted = 0;
        }

        _building = new DashSegment(_next++, _period!, segment, _wanted);
        Change();
    }

    /// <summary>Lets a new period begin when the clocks have run apart. Under the lock.</summary>
    private void Watch(Segment segment)
    {
        _drifted = _period?.DriftOf(segment, _availabilityStart).Duration() > MaxDrift ? _drifted + 1 : 0;
        if (_drifted >= DriftedSegments)
        {
            _period = null;
        }
    }

    /// <summary>What is being built is listed as it is. Under the lock.</summary>
    private void CloseBuilding()
    {
        if (_building is not { } building)
        {
            return;
        }

        building.Close();
        _building = null;
        _segments.Add(building);
        building.Period.Measure(building);
        Change();
        _listedFirst.TrySetResult();
    }

    /// <summary>Manifests of before are no good any more. Under the lock.</summary>
    private void Change()
    {
        _version++;
        _published = _clock.GetUtcNow();
        var changed = _changed;
        _changed = NewSignal();
        changed.TrySetResult();
    }

    /// <summary>Lets go of what is too old to be asked for. Under the lock.</summary>
    private void Forget()
    {
        var length = TimeSpan.FromTicks(_segments.Sum(static segment => segment.Duration.Ticks));
        while (_segments.Count > LeastListed && (length - _segments[0].Duration > _keep || !_segments[0].IsAvailable))
        {
            length -= _segments[0].Duration;
            if (_options.DashCleanup)
            {
                _files?.Delete(_segments[0]);
            }

            _segments.RemoveAt(0);
        }
    }

    private DashView View(bool isLowLatency, string query)
    {
        var all = isLowLatency && _building is { } building ? [.. _segments, building] : _segments;
        var first = all.Count;
        var length = TimeSpan.Zero;
        while (first > 0 && all[first - 1].IsAvailable)
        {
            length += all[first - 1].Duration;
            var listed = all.Count - first;
            var isTooMuch = length > _options.DashTimeshift || (_options.DashWindowSize > 0 && listed >= _options.DashWindowSize);
            if (listed >= LeastListed && isTooMuch)
            {
                break;
            }

            first--;
        }

        first = Math.Min(first, all.Count - 1);
        return new DashView(
            _options, Key.Stream, _availabilityStart, _published, [.. all.Skip(first)], _part, isLowLatency, query);
    }

    private async ValueTask WriteFilesAsync(IReadOnlyList<DashSegment> closed)
    {
        if (_files is not { } files || closed.Count == 0)
        {
            return;
        }

        foreach (var segment in closed)
        {
            await files.WriteAsync(segment).ConfigureAwait(false);
        }

        if (HasOthers())
        {
            // Their manifest has the place of its own.
            return;
        }

        byte[] manifest;
        lock (_gate)
        {
            manifest = DashManifestWriter.Write(View(isLowLatency: false, "") with { Naming = DashNaming.Number });
        }

        await files.WriteManifestAsync(manifest).ConfigureAwait(false);
    }
}
