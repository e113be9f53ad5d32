using System.Globalization;
using System.Text;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>A stream as low-latency HLS shows it: the newest segments of the store and their parts. Thread-safe.</summary>
/// <remarks>
/// A view: it has no thread, timer or bytes of its own, and nothing is done for a stream that nobody watches. What waits for a part is an entry in the list of
/// one task per stream and part, which the cutter completes.
/// </remarks>
public sealed class LowLatencyStream
{
    /// <summary>Most requests that wait for parts of one stream.</summary>
    private const int MaxWaiting = 100_000;

    /// <summary>Name of the media playlist in its folder.</summary>
    public const string PlaylistName = "index.m3u8";

    /// <summary>Stands in the place of a viewer's id, where there are folders of renditions below it and viewers have none.</summary>
    public const string NoViewer = "-";

    private readonly Lock _gate = new();
    private readonly StreamKey _key;
    private readonly StreamKey _source;
    private readonly MediaKind? _kind;
    private readonly SegmentStore _store;
    private readonly TimeProvider _clock;
    private volatile StreamSegments? _segments;
    private volatile LowLatencyPlaylist? _playlist;
    private volatile HlsOptions _options;
    private LowLatencyTiming? _timing;
    private int _waiting;
    private volatile bool _isStopped;

    /// <summary>Makes the view of a stream, or of one of its tracks.</summary>
    /// <param name="key">What it is called.</param>
    /// <param name="source">Whose segments are shown.</param>
    /// <param name="kind">Of which kind the track is that is shown; null for all tracks.</param>
    /// <param name="options">Checked options.</param>
    /// <param name="store">Where segments are kept.</param>
    /// <param name="clock">The clock.</param>
    internal LowLatencyStream(StreamKey key, StreamKey source, MediaKind? kind, HlsOptions options, SegmentStore store, TimeProvider clock)
    {
        _key = key;
        _source = source;
        _kind = kind;
        _options = options;
        _store = store;
        _clock = clock;
    }

    /// <summary>Requests that wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The options of the newest source.</summary>
    internal HlsOptions Options
    {
        set => _options = value;
    }

    /// <summary>Finds the renditions that it is one of, itself included; asked while a playlist is written.</summary>
    internal Func<IEnumerable<HlsStream>> FindSiblings { get; set; } = static () => [];

    /// <summary>Whether streams are shown so: not where segments are to be encrypted, which parts are not.</summary>
    public static bool IsOn(HlsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options is { Enabled: true, HlsLowLatency: true, HlsKeys: false };
    }

    /// <summary>The playlist as it is.</summary>
    public LowLatencyPlaylist GetPlaylist()
    {
        var segments = GetSegments();
        var known = _playlist;
        if (known is not null && ReferenceEquals(known.Changed, segments.WhenChanged))
        {
            return known;
        }

        lock (_gate)
        {
            known = _playlist;
            if (known is not null && ReferenceEquals(known.Changed, segments.WhenChanged))
            {
                return known;
            }

            var options = _options;
            var view = segments.Look();
            _timing = (_timing ?? LowLatencyTiming.Of(options)).Include(view);
            var folders = options.HlsCtx && !options.HlsTsCtx ? ("../", $"../../{NoViewer}/{Uri.EscapeDataString(_key.Stream)}/") : ("", "");
            return _playlist = new LowLatencyPlaylist(view, _timing, options.HlsWindow, folders, WriteReports, _kind);
        }
    }

    /// <summary>Waits until the playlist has what a request asks for.</summary>
    /// <returns>
    /// The playlist; null when it takes longer than three target durations (503, draft-pantos-hls-rfc8216bis §6.2.5.2). Without a source it is given as it is
    /// after one target duration, so that players go on asking until the publisher comes back.
    /// </returns>
    /// <exception cref="OperationCanceledException">The request's end.</exception>
    public ValueTask<LowLatencyPlaylist?> WaitAsync(LowLatencyDirectives wanted, CancellationToken cancellationToken)
    {
        var playlist = GetPlaylist();
        return playlist.IsPlayable && playlist.Contains(wanted) ? new(playlist) : WaitSlowlyAsync(wanted, playlist, cancellationToken);
    }

    /// <summary>Opens what a name stands for, once it is there if it has been announced.</summary>
    /// <returns>What the caller disposes; null when there is nothing, and nothing to come (404).</returns>
    /// <exception cref="OperationCanceledException">The request's end.</exception>
    public ValueTask<LowLatencyPiece?> OpenAsync(LowLatencyName name, CancellationToken cancellationToken)
    {
        var playlist = GetPlaylist();
        if (name.IsInit)
        {
            return new(playlist.FindInit(name) is { } bytes ? new LowLatencyPiece(null, new SegmentRange(0, bytes.Length), bytes) : null);
        }

        return playlist.IsHinted(name) ? OpenSlowlyAsync(name, playlist, cancellationToken) : new(Open(name));
    }

    /// <summary>Measures what is listed, for the multivariant playlist (§4.4.6).</summary>
    /// <param name="uri">URI of the media playlist.</param>
    /// <returns>Null before the first segment.</returns>
    public HlsVariant? Describe(string uri) => GetPlaylist().Describe(uri);

    /// <summary>Lets requests that have waited for too long see that; once a second.</summary>
    internal void OnTick()
    {
        if (Waiting > 0)
        {
            _segments?.Wake();
        }
    }

    /// <summary>Nothing waits any more; the server stops.</summary>
    internal void Stop()
    {
        _isStopped = true;
        _segments?.Wake();
    }

    /// <summary>Tells players of this rendition where the others are (§4.4.5.4); their playlists are in folders beside that of this one.</summary>
    private string WriteReports()
    {
        var text = new StringBuilder();
        foreach (var other in FindSiblings())
        {
            if (other.Key != _key && other.LowLatency.GetPlaylist() is { IsLive: true, LastPart: { } last })
            {
                text.Append(CultureInfo.InvariantCulture, $"#EXT-X-RENDITION-REPORT:URI=\"../{Uri.EscapeDataString(other.Key.Stream)}/{PlaylistName}\",LAST-MSN={last.Sequence},LAST-PART={last.Part}\n");
            }
        }

        return text.ToString();
    }

    private StreamSegments GetSegments()
    {
        if (_segments is not { IsForgotten: false } segments)
        {
            _segments = segments = _store.GetOrAdd(_source);
        }

        return segments;
    }

    private async ValueTask<LowLatencyPlaylist?> WaitSlowlyAsync(LowLatencyDirectives wanted, LowLatencyPlaylist playlist, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        while (!playlist.IsPlayable || !playlist.Contains(wanted))
        {
            var waited = _clock.GetElapsedTime(start);
            if (!playlist.IsLive && playlist.IsPlayable && waited >= TimeSpan.FromSeconds(playlist.Timing.Target))
            {
                return playlist;
            }

            if (!await WaitForChangeAsync(playlist, waited, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            playlist = GetPlaylist();
        }

        return playlist;
    }

    private async ValueTask<LowLatencyPiece?> OpenSlowlyAsync(LowLatencyName name, LowLatencyPlaylist playlist, CancellationToken cancellationToken)
    {
        var start = _clock.GetTimestamp();
        while (playlist.IsHinted(name))
        {
            if (!await WaitForChangeAsync(playlist, _clock.GetElapsedTime(start), cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            playlist = GetPlaylist();
        }

        return Open(name);
    }

    private async ValueTask<bool> WaitForChangeAsync(LowLatencyPlaylist playlist, TimeSpan waited, CancellationToken cancellationToken)
    {
        if (waited >= playlist.Timing.LongestWait || _isStopped)
        {
            return false;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                return false;
            }

            await playlist.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static SegmentRange RangeOf(Segment segment, SegmentPart part, MediaKind kind) =>
        segment.Header.IndexOf(kind) is var index && index >= 0 && index < part.Tracks.Length ? part.Tracks[index] : default;

    private LowLatencyPiece? Open(LowLatencyName name)
    {
        if (GetSegments().Find(name.Number) is not { } segment || segment.Publish != name.Publish)
        {
            return null;
        }

        SegmentRange? range = null;
        if (name.Part is { } index)
        {
            var parts = segment.Parts;
            if (index >= parts.Length)
            {
                return null;
            }

            range = _kind is { } kind ? RangeOf(segment, parts[index], kind) : parts[index].Cmaf;
        }
        else if (!segment.IsComplete)
        {
            return null;
        }

        var form = (range, _kind) switch
        {
            (null, MediaKind.Video) => SegmentForm.Pictures,
            (null, MediaKind.Audio) => SegmentForm.Sound,
            _ => SegmentForm.Cmaf,
        };
        return segment.Open(form) is { } source ? new LowLatencyPiece(source, range ?? new SegmentRange(0, source.Length), default) : null;
    }
}
