using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Srs.Media.Containers.Mp4;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>Writes the frames of one source into segments, in the forms that are wanted. Not thread-safe; disposing it gives up what is open.</summary>
internal sealed class SegmentWriter : IDisposable
{
    /// <summary>How far the time of day may run from the times that are shared with other renditions until it is set anew.</summary>
    private static readonly TimeSpan MaxDrift = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Share of its wanted length after which a part ends: times that encoders round to milliseconds would else make one of them a picture longer now and then.
    /// </summary>
    private const double LeastPart = 0.95;

    private readonly StreamKey _stream;
    private readonly SegmentStore _store;
    private readonly SegmenterOptions _options;
    private readonly SegmentCutter _cutter;
    private readonly StreamSegments _segments;
    private readonly long _publish;
    private readonly TsMuxer? _ts;
    private ImmutableArray<TrackInfo> _tracks = [];
    private ImmutableArray<TrackInfo> _tsTracks = [];
    private ImmutableArray<TrackInfo> _guides = [];
    private SegmentHeader? _header;
    private Segment? _open;

    [SuppressMessage("Usage", "CA2213", Justification = "The segment owns them.")]
    private SegmentBytes? _tsBytes;

    [SuppressMessage("Usage", "CA2213", Justification = "The segment owns them.")]
    private SegmentBytes? _cmafBytes;
    private CmafPartWriter? _cmaf;
    private bool _isDiscontinuity;
    private bool _hasEnded;
    private TimeSpan? _waitsSince;
    private DateTimeOffset? _zero;
    private TimeSpan _shift;
    private long _expectedBytes = 256 * 1024;
    private TimeSpan _partStart;
    private long _tsOffset;
    private bool _isPartIndependent;
    private bool _isPartFilled;
    private bool _isFilled;
    private TimeSpan? _lastPrimary;
    private TimeSpan _step;
    private TimeSpan _end;

    /// <summary>Begins a publish in the store.</summary>
    public SegmentWriter(StreamKey stream, SegmentStore store, SegmenterOptions options)
    {
        _stream = stream;
        _store = store;
        _options = options;
        _cutter = new SegmentCutter(options.Rules);
        (_segments, _publish) = store.BeginPublish(stream, options.Keep, options.KeepAfterEnd);
        _isDiscontinuity = _segments.NextSequence > 0;
        _ts = options.HasTs ? new TsMuxer() : null;
    }

    /// <summary>Takes the tracks of the source, of which the first of each kind are written; a change ends the open segment.</summary>
    /// <param name="headers">The tracks.</param>
    /// <param name="sound">A further audio track that is written in their place, and cut where they are cut; null for none.</param>
    /// <returns>The segment that this completes, and why nothing can be cut, as a clause.</returns>
    public (Segment? Completed, string? Refused) SetTracks(StreamHeaders headers, TrackInfo? sound = null)
    {
        ImmutableArray<TrackInfo> first = [.. new[] { headers.First(MediaKind.Video), headers.First(MediaKind.Audio) }.OfType<TrackInfo>()];
        ImmutableArray<TrackInfo> tracks = [.. (sound is null ? first : [sound]).Where(CanWrite)];
        ImmutableArray<TrackInfo> guides = sound is null ? [] : first;
        var areSameGuides = AreSame(guides, _guides);
        _guides = guides;
        _cutter.SetHeaders(headers);
        if (!tracks.IsEmpty && AreSame(tracks, _tracks) && areSameGuides)
        {
            _tracks = tracks;
            _tsTracks = [.. tracks.Where(TsMuxer.CanWrite)];
            _ts?.SetTracks(_tsTracks);
            return default;
        }

        var completed = _tracks.IsEmpty ? null : Break();
        _tracks = tracks;
        _tsTracks = [.. tracks.Where(TsMuxer.CanWrite)];
        _ts?.SetTracks(_tsTracks);
        ImmutableArray<TrackInfo> cmafTracks = _options.HasCmaf ? [.. tracks.Where(static track => CmafTrackFormat.CanCarry(track.Codec))] : [];
        _cmaf = cmafTracks.IsEmpty ? null : new CmafPartWriter(cmafTracks, _cmaf);
        _header = null;
        return (completed, tracks.IsEmpty || (_ts is not null && _tsTracks.IsEmpty) ? DescribeRefusal(headers) : null);
    }

    /// <summary>What follows does not go on where the frames before ended.</summary>
    /// <returns>The segment that this completes.</returns>
    public Segment? Break()
    {
        _segments.Break();
        var completed = End(_end);
        _isDiscontinuity = _segments.NextSequence > 0;
        return completed;
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <returns>The segment that it completes.</returns>
    public Segment? Write(MediaFrame frame)
    {
        var track = Find(_tracks, frame.Track);
        var isGuide = _guides.IsEmpty ? track is not null : !_tracks.IsEmpty && Find(_guides, frame.Track) is not null;
        if (track is null && !isGuide)
        {
            return null;
        }

        Segment? completed = null;
        if (_open is not null && isGuide && _cutter.ShouldCut(frame, (_tsBytes?.Written ?? 0) + (_cmafBytes?.Written ?? 0)))
        {
            completed = End(frame.Dts, frame);
            Begin(frame);
        }
        else if (_open is null)
        {
            _waitsSince ??= frame.Dts;
            var isReady = _cmaf?.Prepare(frame) ?? true;
            if (!isGuide || !_cutter.CanBegin(frame, frame.Dts - _waitsSince.Value) || !isReady)
            {
                return null;
            }

            Begin(frame);
        }
        else if (frame.Dts - _partStart >= _options.Rules.Part * LeastPart && isGuide && (frame.Track.Kind == MediaKind.Video || !_cutter.HasVideo)
            && (_isPartFilled || _guides.IsEmpty))
        {
            _segments.Add(_open, EndPart(frame.Dts, frame));
            BeginPart(frame);
        }

        if (track is null)
        {
            return completed;
        }

        _isPartFilled = _isFilled = true;
        if (_tsBytes is not null && TsMuxer.CanWrite(track))
        {
            _ts!.WriteFrame(frame, frame.Dts + _shift, _tsBytes.Writer);
        }

        _cmaf?.Add(frame, _shift);
        _open!.Pictures += frame.Track.Kind == MediaKind.Video ? 1 : 0;
        if (ReferenceEquals(track, _tracks[0]))
        {
            _step = frame.Dts - _lastPrimary ?? _step;
            _lastPrimary = frame.Dts;
        }

        _end = frame.Dts + _step > _end ? frame.Dts + _step : _end;
        return completed;
    }

    /// <summary>The source has left.</summary>
    /// <returns>The segment that this completes.</returns>
    public Segment? EndSource()
    {
        if (_hasEnded)
        {
            return null;
        }

        _hasEnded = true;
        _segments.Break();
        var completed = End(_end);
        _segments.EndPublish();
        return completed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_open is { } open)
        {
            _open = null;
            _segments.Abandon(open);
        }

        _cmaf?.Dispose();

        if (!_hasEnded)
        {
            _hasEnded = true;
            _segments.EndPublish();
        }
    }

    private bool CanWrite(TrackInfo track) => (_ts is not null && TsMuxer.CanWrite(track)) || (_options.HasCmaf && CmafTrackFormat.CanCarry(track.Codec));

    private string DescribeRefusal(StreamHeaders headers)
    {
        var codecs = string.Join(" and ", headers.Tracks.Where(static track => track.Kind != MediaKind.Data).Select(static track => track.Codec));
        return codecs.Length == 0 ? "it has neither sound nor pictures"
            : _ts is null ? $"CMAF has no place for {codecs}"
            : $"MPEG-TS has no place for {codecs}; fragmented MP4 may have (HlsUseFmp4)";
    }

    private static bool AreSame(ImmutableArray<TrackInfo> a, ImmutableArray<TrackInfo> b) =>
        a.Length == b.Length && a.Zip(b).All(static pair => pair.First.HasSameSetup(pair.Second));

    /// <summary>Whether a player can begin with what begins with a frame: a further sound can be begun with anywhere.</summary>
    private bool IsIndependent(MediaFrame frame) => SegmentCutter.IsKeyPicture(frame) || !_cutter.HasVideo || !_guides.IsEmpty;

    /// <summary>The track of a frame as it is cut, or null: frames of tracks that the headers have not told are left out.</summary>
    private static TrackInfo? Find(ImmutableArray<TrackInfo> tracks, TrackInfo track)
    {
        foreach (var known in tracks)
        {
            if (known.Kind == track.Kind && known.Id == track.Id)
            {
                return known;
            }
        }

        return null;
    }

    private void Begin(MediaFrame frame)
    {
        SetClock(frame);
        _header ??= new SegmentHeader(_segments.TakeHeaderNumber(), _cmaf?.Tracks ?? _tracks, _cmaf?.Init ?? default);
        var segment = new Segment
        {
            Stream = _stream,
            Publish = _publish,
            Sequence = _segments.NextSequence,
            Start = frame.Dts + _shift,
            WallClock = _zero!.Value + frame.Dts,
            Timestamp = _cutter.Begin(frame.Dts, frame.WallClock, frame.EncoderTime),
            IsDiscontinuity = _isDiscontinuity,
            IsIndependent = IsIndependent(frame),
            Header = _header,
        };
        (_tsBytes, _cmafBytes) = (null, null);
        if (_ts is not null && !_tsTracks.IsEmpty)
        {
            _tsBytes = new SegmentBytes(_store.Memory, _expectedBytes);
            segment.Put(SegmentForm.Ts, _tsBytes);
            _ts.WriteTables(_tsBytes.Writer);
        }

        if (_cmaf is not null)
        {
            _cmafBytes = new SegmentBytes(_store.Memory, _expectedBytes);
            segment.Put(SegmentForm.Cmaf, _cmafBytes);
        }

        _open = segment;
        _isDiscontinuity = false;
        _waitsSince = null;
        _tsOffset = 0;
        _isFilled = false;
        BeginPart(frame);
        _segments.Begin(segment);
    }

    /// <summary>Tells the time of day, and with other renditions what the times of the source are on the timeline that it shares with them.</summary>
    private void SetClock(MediaFrame frame)
    {
        var zero = frame.WallClock - frame.Dts;
        if (_options.Clock is not { } clock)
        {
            _shift = _options.Source.ShiftAt(frame, _segments.TimelineEnd);
            _zero = _options.Source.ZeroAt(frame);
        }
        else if (_zero is not { } known)
        {
            (_zero, var origin) = clock.Join(_stream, frame);
            _shift = _zero.Value - origin;
            _shift = _shift > -frame.Dts ? _shift : -frame.Dts;
        }
        else if ((zero - known).Duration() > MaxDrift + RenditionClock.Tolerance)
        {
            // Times go on; only the time of day is set anew.
            (_zero, _) = clock.Join(_stream, frame);
        }
    }

    private void BeginPart(MediaFrame frame)
    {
        _partStart = frame.Dts;
        _isPartIndependent = IsIndependent(frame);
        _isPartFilled = false;
    }

    private SegmentPart EndPart(TimeSpan end, MediaFrame? next)
    {
        var (ts, cmaf) = (default(SegmentRange), default(SegmentRange));
        ImmutableArray<SegmentRange> fragments = [];
        ImmutableArray<SegmentTimes> times = [];
        if (_tsBytes is not null)
        {
            _tsBytes.Commit();
            ts = new SegmentRange(_tsOffset, _tsBytes.Length - _tsOffset);
            _tsOffset = _tsBytes.Length;
        }

        if (_cmaf is not null)
        {
            var offset = _cmafBytes!.Length;
            (fragments, times) = _cmaf.Write(_cmafBytes, startsSegment: offset == 0, next, _shift, offset == 0 ? _zero!.Value + _partStart : null);
            _cmafBytes.Commit();
            cmaf = new SegmentRange(offset, _cmafBytes.Length - offset);
        }

        return new SegmentPart(_partStart + _shift, end - _partStart, _isPartIndependent, ts, cmaf, fragments) { Times = times };
    }

    private Segment? End(TimeSpan end, MediaFrame? next = null)
    {
        if (_open is not { } segment)
        {
            return null;
        }

        _open = null;
        var duration = end + _shift - segment.Start;
        if (duration < SegmentCutter.ShortestKept || !_isFilled)
        {
            _isDiscontinuity |= segment.IsDiscontinuity;
            _cutter.TakeBack();
            _cmaf?.Write(output: null, startsSegment: false, next, _shift, wallTime: null);
            _segments.Abandon(segment);
            return null;
        }

        if (!_isPartFilled)
        {
            // Its sound has ended before: an empty part would be longer than any other.
            segment.Complete(_partStart + _shift - segment.Start);
            _segments.End(segment);
            return segment;
        }

        var last = EndPart(end, next);
        _expectedBytes = (_tsBytes ?? _cmafBytes)!.Length;
        _segments.End(segment, last, duration);
        return segment;
    }
}
