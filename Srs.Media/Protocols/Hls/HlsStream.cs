using System.Globalization;
using Microsoft.Extensions.Logging;
using Srs.Media.Configuration;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>A stream as HLS shows it: a window of its segments, under names of their own, and in files where these are configured.</summary>
/// <remarks>
/// Outlives publishers; one source at a time adds to it, everybody reads. A segment that has left the playlist can be had for as long as the
/// playlist lasts, for players that have just read it (RFC 8216 §6.2.2).
/// </remarks>
public sealed partial class HlsStream
{
    /// <summary>Least segments in a playlist, whatever the window: players begin three before the end (RFC 8216 §6.3.3).</summary>
    private const int LeastListed = 3;

    private readonly Lock _gate = new();
    private readonly HlsCatalog _catalog;
    private readonly StreamKey _segmentsOf;
    private readonly MediaKind? _kind;
    private readonly SegmentStore _store;
    private readonly Func<DateTimeOffset, DateTimeOffset> _toZone;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Queue<(HlsEntry Entry, long Since)> _left = new();
    private readonly List<HlsEntry> _listed = [];
    private readonly List<string> _deletable = [];
    private Task _deleting = Task.CompletedTask;
    private HlsOptions _options;
    private HlsNames _names;
    private HlsFiles? _files;
    private HlsInit? _init;
    private HlsKey? _key;
    private volatile HlsPlaylist _playlist = HlsPlaylist.Empty;
    private TaskCompletionSource _listedFirst = NewSignal();
    private ISession? _source;
    private string? _playlistFile;
    private string? _fault;
    private long _discontinuities;
    private int _target;
    private long? _idleSince;
    private bool _isUnwatched;
    private bool _isGivenUp;

    internal HlsStream(
        StreamKey key, HlsOptions options, HlsCatalog catalog, SegmentStore store, Func<DateTimeOffset, DateTimeOffset> toZone, TimeProvider clock, ILogger logger,
        (StreamKey Stream, MediaKind Kind)? track = null)
    {
        Key = key;
        _segmentsOf = track?.Stream ?? key;
        _kind = track?.Kind;
        _catalog = catalog;
        _store = store;
        _toZone = toZone;
        _clock = clock;
        _logger = logger;
        _options = options;
        _names = new HlsNames(options, key, toZone);
        _idleSince = clock.GetTimestamp();
        LowLatency = new LowLatencyStream(key, _segmentsOf, _kind, options, store, clock);
    }

    /// <summary>A segment has been listed. Handlers return at once and never throw.</summary>
    public event Action<HlsListing>? Listed;

    /// <summary>The stream.</summary>
    public StreamKey Key { get; }

    /// <summary>The stream as low-latency HLS shows it, where <see cref="LowLatencyStream.IsOn"/>.</summary>
    public LowLatencyStream LowLatency { get; }

    /// <summary>The options of its newest source.</summary>
    public HlsOptions Options
    {
        get
        {
            lock (_gate)
            {
                return _options;
            }
        }
    }

    /// <summary>What went wrong last, as a sentence; null when all is well.</summary>
    public string? Fault
    {
        get
        {
            lock (_gate)
            {
                return _fault;
            }
        }
    }

    /// <summary>Segments in the playlist.</summary>
    public int ListedSegments => _playlist.Entries.Length;

    /// <summary>The playlist; empty before the first segment.</summary>
    public HlsPlaylist Playlist => _playlist;

    /// <summary>Waits until something is listed.</summary>
    public Task WhenListedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _listedFirst.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A source begins.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="source">The source; ended when its segments cannot be written and <see cref="HlsOptions.HlsOnError"/> says so.</param>
    /// <returns>How it is cut.</returns>
    internal SegmenterOptions Begin(HlsOptions options, ISession? source)
    {
        lock (_gate)
        {
            if (options.HlsUseFmp4 != _options.HlsUseFmp4)
            {
                // No playlist has both.
                while (_listed.Count > 0)
                {
                    Leave();
                }
            }

            _options = LowLatency.Options = options;
            _names = new HlsNames(options, Key, _toZone);
            _files = HlsFiles.Of(options);
            _source = source;
            _fault = null;
            _isGivenUp = false;
            _idleSince = null;
            if (_listed.Count == 0)
            {
                Recover();
            }
        }

        // A segment leaves the playlist after the window and is kept for as long again.
        var keep = (options.HlsWindow * 2) + SegmentCutter.LongestGroup + (options.HlsFragment * 2);
        return new SegmenterOptions(
            SegmentRules.Of(options), HasTs: !options.HlsUseFmp4, HasCmaf: options.HlsUseFmp4 || LowLatencyStream.IsOn(options), keep,
            options.HlsDispose > TimeSpan.Zero ? options.HlsDispose : null);
    }

    /// <summary>The last source has left.</summary>
    /// <param name="isUnwatched">Whether nobody will miss what is there: it is given back with the next tick.</param>
    internal void End(bool isUnwatched = false)
    {
        lock (_gate)
        {
            _source = null;
            _idleSince = _clock.GetTimestamp();
            _isUnwatched = isUnwatched;
        }
    }

    /// <summary>Lists a segment, and writes its files first where there are any. One source at a time.</summary>
    internal async ValueTask AddAsync(Segment segment)
    {
        string? fault = null;
        try
        {
            if (_kind is null)
            {
                await _store.KeepAsync(segment).ConfigureAwait(false);
            }
        }
        catch (IOException e)
        {
            // It is in memory all the same, and players can have it.
            fault = e.Message;
        }

        try
        {
            await _deleting.ConfigureAwait(false);
            if (!_isGivenUp)
            {
                await ListAsync(segment).ConfigureAwait(false);
            }
        }
        catch (IOException e)
        {
            fault = e.Message;
            GiveUp();
        }

        bool isNew;
        lock (_gate)
        {
            isNew = fault is not null && _fault is null;
            _fault = fault ?? (_isGivenUp ? _fault : null);
        }

        // Once, not for each segment while a disk is full.
        if (isNew)
        {
            _logger.CannotWrite(Key.Url, fault!);
        }
    }

    /// <summary>A source is about to come; until <see cref="End"/> the stream is not forgotten.</summary>
    internal void Reserve()
    {
        lock (_gate)
        {
            _idleSince = null;
        }
    }

    /// <summary>Forgets what nobody can ask for any more.</summary>
    /// <returns>True when nothing is left of the stream, and nothing is to come.</returns>
    internal bool OnTick()
    {
        LowLatency.OnTick();
        lock (_gate)
        {
            while (_left.TryPeek(out var first) && _clock.GetElapsedTime(first.Since) >= _options.HlsWindow)
            {
                Forget(_left.Dequeue().Entry);
            }

            var isOver = _idleSince is { } since
                && (_isUnwatched || (_options.HlsDispose > TimeSpan.Zero && _clock.GetElapsedTime(since) >= _options.HlsDispose));
            if (isOver)
            {
                Clear();
            }

            if (_deletable.Count > 0)
            {
                string[] files = [.. _deletable];
                _deletable.Clear();
                _deleting = DeleteAsync(_deleting, files);
            }

            return isOver;
        }
    }

    /// <summary>Deletes files off the thread that all timeouts hang on: a disk may stand still.</summary>
    private static async Task DeleteAsync(Task before, string[] files)
    {
        await Task.WhenAll(before).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        Array.ForEach(files, HlsFiles.Delete);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async ValueTask ListAsync(Segment segment)
    {
        var (options, names, files) = (_options, _names, _files);
        if (_kind is { } kind ? !IsShown(segment, kind) : !options.HlsUseFmp4 && !segment.Header.Tracks.Any(TsMuxer.CanWrite))
        {
            // The cutter has said so, and the stream can be had in other forms.
            return;
        }

        var path = names.Segment(segment);
        var form = PlainForm;
        var init = options.HlsUseFmp4 ? await GetInitAsync(segment).ConfigureAwait(false) : null;
        HlsKey? key = null;
        if (options.HlsKeys)
        {
            key = await GetKeyAsync(segment).ConfigureAwait(false);
            Encrypt(segment, form, key);
            form = SegmentForm.Encrypted;
        }

        var entry = new HlsEntry(segment, form, path, names.UriOf(path), init, key);
        if (files is not null)
        {
            using var source = Open(segment, form);
            var file = await files.WriteAsync(path, source).ConfigureAwait(false);
            if (segment.DiskPath is null)
            {
                segment.PutFile(form, new SegmentFile(file, 0, source.Length));
            }

            entry = entry with { File = file };
        }

        var playlist = Add(entry);
        if (files is not null)
        {
            _playlistFile = await files.WritePlaylistAsync(names.Playlist, playlist.GetText(hasTimes: false).Bytes).ConfigureAwait(false);
        }

        Listed?.Invoke(new HlsListing(this, segment, entry.Path, entry.Uri, entry.File, _playlistFile, names.Playlist, _source));
    }

    /// <summary>Puts an entry at the end and takes those out that the window has passed.</summary>
    private HlsPlaylist Add(HlsEntry entry)
    {
        lock (_gate)
        {
            _listed.Add(entry);
            var isFmp4 = entry.Init is not null;
            _catalog.Add(Key.Vhost, entry.Path, new HlsResource(this, isFmp4 ? "video/mp4" : "video/mp2t", TagOf(entry.Segment))
            {
                Segment = entry.Segment,
                Form = entry.Form,
            });

            var length = TimeSpan.FromTicks(_listed.Sum(static listed => listed.Segment.Duration.Ticks));
            while (_listed.Count > LeastListed && (length > _options.HlsWindow || !_listed[0].Segment.IsAvailable))
            {
                length -= _listed[0].Segment.Duration;
                Leave();
            }

            // It may not change (RFC 8216 §6.2.1), so it only ever grows.
            var longest = Math.Max(entry.Segment.Duration.TotalSeconds, (_options.HlsFragment * _options.HlsTdRatio).TotalSeconds);
            _target = Math.Max(_target, (int)Math.Ceiling(Math.Round(longest, 3)));
            _playlist = new HlsPlaylist([.. _listed], _target, _discontinuities);
            _listedFirst.TrySetResult();
            return _playlist;
        }
    }

    /// <summary>Takes the first entry out of the playlist. Under the lock.</summary>
    private void Leave()
    {
        var first = _listed[0];
        _discontinuities += first.Segment.IsDiscontinuity ? 1 : 0;
        _listed.RemoveAt(0);
        _left.Enqueue((first, _clock.GetTimestamp()));
    }

    private async ValueTask<HlsInit> GetInitAsync(Segment segment)
    {
        if (_init is { } known && known.Number == segment.Header.Number)
        {
            return known;
        }

        // Those that are listed need theirs under the name that they have.
        var attempt = 0;
        string path;
        lock (_gate)
        {
            for (path = _names.Init(segment, 0); _listed.Concat(_left.Select(static left => left.Entry)).Any(listed => listed.Init?.Path == path); path = _names.Init(segment, ++attempt))
            {
            }
        }

        var init = new HlsInit(segment.Header.Number, path, _names.UriOf(path), segment.Header.InitOf(_kind));
        if (_files is not null)
        {
            init = init with { File = await _files.WriteInitAsync(path, init.Bytes).ConfigureAwait(false) };
        }

        _catalog.Add(Key.Vhost, path, new HlsResource(this, "video/mp4", TagOf(segment)) { Bytes = init.Bytes });
        return _init = init;
    }

    private async ValueTask<HlsKey> GetKeyAsync(Segment segment)
    {
        if (_key is { } known && segment.Sequence % _options.HlsFragmentsPerKey != 0)
        {
            return known;
        }

        var path = _names.Key(segment);
        var key = new HlsKey(path, _names.KeyUriOf(path));
        if (_files is not null)
        {
            key.File = await _files.WriteKeyAsync(path, key.Bytes).ConfigureAwait(false);
        }

        _catalog.Add(Key.Vhost, path, new HlsResource(this, "application/octet-stream", TagOf(segment)) { Bytes = key.Bytes, IsKey = true });
        return _key = key;
    }

    private void Encrypt(Segment segment, SegmentForm form, HlsKey key)
    {
        using var source = Open(segment, form);
        if (source.Shared is { } plain)
        {
            segment.Put(SegmentForm.Encrypted, key.Encrypt(plain, _store.Memory));
        }

        if (form == SegmentForm.Ts)
        {
            // Nobody else wants it; what is on disk stays.
            segment.Release(form);
        }
    }

    private static SegmentSource Open(Segment segment, SegmentForm form) =>
        segment.Open(form) ?? throw new IOException("There is not enough memory for segments; raise Srs:SegmentStore:MaxMemory.");

    /// <summary>Does what <see cref="HlsOptions.HlsOnError"/> says.</summary>
    private void GiveUp()
    {
        ISession? ended = null;
        lock (_gate)
        {
            _isGivenUp = _options.HlsOnError != "continue";
            if (_options.HlsOnError == "disconnect")
            {
                ended = _source;
            }
        }

        ended?.End(SessionEndReason.StorageFailed);
    }

    /// <summary>Deletes everything, as <see cref="HlsOptions.HlsDispose"/> says. Under the lock.</summary>
    private void Clear()
    {
        while (_left.TryDequeue(out var left))
        {
            Forget(left.Entry);
        }

        var entries = _listed.ToArray();
        _listed.Clear();
        Array.ForEach(entries, Forget);
        if (_options.HlsCleanup && _playlistFile is not null)
        {
            _deletable.Add(_playlistFile);
        }

        _playlistFile = null;
        _playlist = HlsPlaylist.Empty;
        _listedFirst.TrySetCanceled();
        _listedFirst = NewSignal();
    }

    /// <summary>Lets go of an entry that has left, and of the key and initialization segment that only it has needed. Under the lock.</summary>
    private void Forget(HlsEntry entry)
    {
        var others = _listed.Concat(_left.Select(static left => left.Entry)).ToList();
        _catalog.Remove(Key.Vhost, entry.Path, this);
        var files = new List<string?> { entry.File };
        if (entry.Key is { } key && !others.Exists(other => other.Key == key))
        {
            _catalog.Remove(Key.Vhost, key.Path, this);
            files.Add(key.File);
        }

        if (entry.Init is { } init && !others.Exists(other => other.Init == init))
        {
            _catalog.Remove(Key.Vhost, init.Path, this);
            files.Add(init.File);
            _init = _init == init ? null : _init;
        }

        if (_options.HlsCleanup)
        {
            _deletable.AddRange(files.OfType<string>());
        }

        if (entry.File is not null && entry.Segment.DiskPath is null)
        {
            entry.Segment.PutFile(entry.Form, null);
        }
    }

    private static string TagOf(Segment segment) => string.Create(CultureInfo.InvariantCulture, $"{segment.Publish:x}-{segment.Sequence:x}");
}
