using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>A low-latency media playlist between two parts, shared by all its viewers; immutable.</summary>
/// <remarks>
/// Draft-pantos-hls-rfc8216bis §4.4 and §6.2. Each form of it is written once, by the first viewer who wants it. An end of the stream is not told
/// (EXT-X-ENDLIST), because the publisher may come back.
/// </remarks>
public sealed class LowLatencyPlaylist
{
    /// <summary>In how many ways it is written: whole or as a delta update, of a stream alone or of one of several renditions.</summary>
    private const int Forms = 4;

    private readonly SegmentsView _view;
    private readonly LowLatencyTiming _timing;
    private readonly (string Own, string Rendition) _folders;
    private readonly Func<string> _writeReports;
    private readonly MediaKind? _kind;
    private readonly ImmutableArray<Segment> _segments;
    private readonly TimeSpan _length;
    private readonly int _skipped;
    private readonly Lazy<byte[]>[] _texts = new Lazy<byte[]>[Forms];
    private readonly Lazy<byte[]>[] _packed = new Lazy<byte[]>[Forms];

    /// <summary>Makes a playlist.</summary>
    /// <param name="view">The segments.</param>
    /// <param name="timing">What it promises, of these segments at least.</param>
    /// <param name="window">Its length without the open segment.</param>
    /// <param name="folders">Where segments are as seen from the playlist of the stream, and from that of the rendition: empty, or a path that ends in a slash.</param>
    /// <param name="writeReports">Writes what is told of other renditions.</param>
    /// <param name="kind">Of which kind the track is that is shown; null for all tracks.</param>
    internal LowLatencyPlaylist(
        SegmentsView view, LowLatencyTiming timing, TimeSpan window, (string Own, string Rendition) folders, Func<string> writeReports, MediaKind? kind = null)
    {
        _view = view;
        _timing = timing;
        _folders = folders;
        _writeReports = writeReports;
        _kind = kind;
        _segments = Choose(view, window < timing.HoldBack ? timing.HoldBack : window);
        _length = Sum(_segments) + Sum(view.OpenParts);
        var end = _length;
        foreach (var segment in _segments)
        {
            end -= segment.Duration;
            if (end < timing.SkipUntil)
            {
                break;
            }

            _skipped++;
        }

        for (var i = 0; i < Forms; i++)
        {
            var form = i;
            _texts[form] = new Lazy<byte[]>(() => Write((form & 1) != 0 ? _skipped : 0, isRendition: (form & 2) != 0));
            _packed[form] = new Lazy<byte[]>(() => Gzip.Pack(_texts[form].Value));
        }

        Tag = string.Create(CultureInfo.InvariantCulture, $"{Last?.Publish ?? 0:x}-{NextSequence:x}-{view.OpenParts.Length:x}{(view.IsLive ? "" : "-e")}");
    }

    /// <summary>Tells it from the others of the stream.</summary>
    public string Tag { get; }

    /// <summary>EXT-X-TARGETDURATION in seconds.</summary>
    public int TargetDuration => _timing.Target;

    /// <summary>What it promises.</summary>
    internal LowLatencyTiming Timing => _timing;

    /// <summary>Whether there is a source.</summary>
    internal bool IsLive => _view.IsLive;

    /// <summary>Completes when there is another.</summary>
    internal Task Changed => _view.Changed;

    /// <summary>
    /// Whether a player can begin: as much is there as it keeps away from the end, or nothing more is to come; and a whole segment, for those who know no parts.
    /// </summary>
    public bool IsPlayable => !_segments.IsEmpty && (_length >= _timing.PartHoldBack || !_view.IsLive);

    /// <summary>The newest segment, the open one included; null before the first.</summary>
    internal Segment? Last => _view.Open ?? (_segments.IsEmpty ? null : _segments[^1]);

    /// <summary>The newest part, for rendition reports; null before the first.</summary>
    internal (long Sequence, int Part)? LastPart
    {
        get
        {
            if (!_view.OpenParts.IsEmpty)
            {
                return (NextSequence, _view.OpenParts.Length - 1);
            }

            return _segments.IsEmpty ? null : (_segments[^1].Sequence, _segments[^1].Parts.Length - 1);
        }
    }

    /// <summary>Measures what is listed.</summary>
    /// <param name="uri">URI of the playlist.</param>
    /// <returns>Null before the first segment.</returns>
    internal HlsVariant? Describe(string uri) => Last is null ? null : HlsVariant.Of(uri, _view.Open is { } open ? _segments.Add(open) : _segments, isTs: false, _kind);

    /// <summary>Number of the segment that is not complete yet.</summary>
    private long NextSequence => _view.Open?.Sequence ?? _view.NextSequence;

    /// <summary>What the announced part is of.</summary>
    private long HintedPublish => _view.Open?.Publish ?? _view.Publish;

    /// <summary>The playlist's text in UTF-8. Not to be changed.</summary>
    /// <param name="skips">Whether it may be a delta update.</param>
    /// <param name="isPacked">Whether it is packed by gzip.</param>
    /// <param name="isRendition">Whether it is told of the other renditions, in whose folder it is then.</param>
    public ReadOnlyMemory<byte> Get(bool skips, bool isPacked, bool isRendition = false) =>
        (isPacked ? _packed : _texts)[(skips && _skipped > 0 ? 1 : 0) + (isRendition ? 2 : 0)].Value;

    /// <summary>Whether what a request waits for is listed, or has been (§6.2.5.2).</summary>
    public bool Contains(LowLatencyDirectives wanted)
    {
        if (wanted.Sequence is not { } sequence)
        {
            return true;
        }

        var next = NextSequence;
        if (wanted.Part is not { } part || sequence > next)
        {
            return sequence < next;
        }

        // A part beyond the last of its segment is the first of the next one.
        return sequence < next - 1
            || (sequence == next - 1 && (part < PartsOf(sequence) || !_view.OpenParts.IsEmpty))
            || (sequence == next && part < _view.OpenParts.Length);
    }

    /// <summary>Whether no player can be waiting for this (§6.2.5.2).</summary>
    public bool IsAbsurd(LowLatencyDirectives wanted)
    {
        if (wanted.Sequence is not { } sequence)
        {
            return false;
        }

        var next = NextSequence;
        var known = sequence == next ? _view.OpenParts.Length : sequence < next ? PartsOf(sequence) : 0;
        return sequence > next + 1 || wanted.Part > known - 1 + _timing.AdvancePartLimit;
    }

    /// <summary>Whether a part is the one that is announced (§6.2.6).</summary>
    public bool IsHinted(LowLatencyName name) =>
        _view.IsLive && name.Part == _view.OpenParts.Length && name.Number == NextSequence && name.Publish == HintedPublish;

    /// <summary>Finds the initialization segment that listed segments need.</summary>
    public ReadOnlyMemory<byte>? FindInit(LowLatencyName name)
    {
        foreach (var segment in _view.Open is { } open ? _view.Segments.Add(open) : _view.Segments)
        {
            if (segment.Publish == name.Publish && segment.Header.Number == name.Number)
            {
                return segment.Header.InitOf(_kind);
            }
        }

        return null;
    }

    /// <summary>The newest segments without a gap between them that can be had, as many as fill the window.</summary>
    private static ImmutableArray<Segment> Choose(SegmentsView view, TimeSpan window)
    {
        var first = view.Segments.Length;
        var next = view.Open?.Sequence ?? view.NextSequence;
        for (var length = TimeSpan.Zero; first > 0 && length < window; first--)
        {
            var segment = view.Segments[first - 1];
            if (segment.Sequence != next - 1 || !segment.Has(SegmentForm.Cmaf))
            {
                break;
            }

            next--;
            length += segment.Duration;
        }

        return view.Segments[first..];
    }

    private static TimeSpan Sum(ImmutableArray<Segment> segments) => segments.Aggregate(TimeSpan.Zero, static (sum, segment) => sum + segment.Duration);

    private static TimeSpan Sum(ImmutableArray<SegmentPart> parts) => parts.Aggregate(TimeSpan.Zero, static (sum, part) => sum + part.Duration);

    private int PartsOf(long sequence)
    {
        var index = _view.Segments.Length - 1;
        while (index >= 0 && _view.Segments[index].Sequence > sequence)
        {
            index--;
        }

        return index >= 0 && _view.Segments[index].Sequence == sequence ? _view.Segments[index].Parts.Length : 0;
    }

    private byte[] Write(int skipped, bool isRendition)
    {
        var folder = isRendition ? _folders.Rendition : _folders.Own;
        var text = new StringBuilder(512 + (128 * (_segments.Length - skipped + 4)));
        Append(text, $"#EXTM3U\n#EXT-X-VERSION:{(skipped > 0 ? 9 : 6)}\n#EXT-X-TARGETDURATION:{_timing.Target}\n");
        Append(text, $"#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL={Seconds(_timing.SkipUntil)},");
        Append(text, $"HOLD-BACK={Seconds(_timing.HoldBack)},PART-HOLD-BACK={Seconds(_timing.PartHoldBack)}\n");
        Append(text, $"#EXT-X-PART-INF:PART-TARGET={Seconds(_timing.PartTarget)}\n");
        var first = _segments.IsEmpty ? NextSequence : _segments[0].Sequence;
        Append(text, $"#EXT-X-MEDIA-SEQUENCE:{first}\n");
        var left = _view.RemovedDiscontinuities
            + _view.Segments.Take(_view.Segments.Length - _segments.Length).Count(static segment => segment.IsDiscontinuity);
        if (left > 0)
        {
            Append(text, $"#EXT-X-DISCONTINUITY-SEQUENCE:{left}\n");
        }

        if (skipped > 0)
        {
            Append(text, $"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}\n");
        }

        var header = skipped > 0 ? _segments[skipped - 1].Header : null;
        var end = _length - Sum(_segments[..skipped]);
        for (var i = skipped; i < _segments.Length; i++)
        {
            var segment = _segments[i];
            end -= segment.Duration;
            WriteTags(text, segment, folder, ref header);
            if (end < _timing.PartWindow)
            {
                WriteParts(text, segment, folder, segment.Parts);
            }

            Append(text, $"#EXTINF:{Seconds(segment.Duration)},\n{folder}{LowLatencyName.Of(segment)}\n");
        }

        if (_view.Open is { } open && !_view.OpenParts.IsEmpty)
        {
            WriteTags(text, open, folder, ref header);
            WriteParts(text, open, folder, _view.OpenParts);
        }
        else if (_view.Open is null ? _view.NextIsDiscontinuity : _view.Open.IsDiscontinuity)
        {
            // Players count discontinuities for the segment that is to come, too: it must not turn out to be one only when it comes.
            text.Append("#EXT-X-DISCONTINUITY\n");
        }

        if (_view.IsLive)
        {
            var hint = new LowLatencyName(HintedPublish, NextSequence, _view.OpenParts.Length, IsInit: false);
            Append(text, $"#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{folder}{hint}\"\n");
        }

        text.Append(isRendition ? _writeReports() : "");

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void WriteTags(StringBuilder text, Segment segment, string folder, ref SegmentHeader? header)
    {
        if (segment.IsDiscontinuity)
        {
            text.Append("#EXT-X-DISCONTINUITY\n");
        }

        if (!ReferenceEquals(segment.Header, header))
        {
            header = segment.Header;
            Append(text, $"#EXT-X-MAP:URI=\"{folder}{LowLatencyName.OfInit(segment)}\"\n");
        }

        Append(text, $"#EXT-X-PROGRAM-DATE-TIME:{segment.WallClock.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fff}Z\n");
    }

    private void WriteParts(StringBuilder text, Segment segment, string folder, ImmutableArray<SegmentPart> parts)
    {
        for (var i = 0; i < parts.Length; i++)
        {
            var name = LowLatencyName.Of(segment) with { Part = i };
            Append(text, $"#EXT-X-PART:DURATION={Seconds(parts[i].Duration)},URI=\"{folder}{name}\"{(parts[i].IsIndependent || _kind == MediaKind.Audio ? ",INDEPENDENT=YES" : "")}\n");
        }
    }

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000##", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
}
