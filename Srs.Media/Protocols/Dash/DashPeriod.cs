using System.Collections.Immutable;
using System.Globalization;
using Srs.Media.Containers.Mp4;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <summary>A run of segments that one setup of the decoders plays without a break (ISO/IEC 23009-1 §5.3.2). Its owner guards it.</summary>
internal sealed class DashPeriod
{
    private readonly SegmentHeader _header;
    private readonly long _publish;
    private readonly TimeSpan _zero;
    private readonly long[] _peaks;
    private bool _isMeasured;

    /// <summary>Begins a period.</summary>
    /// <param name="first">Its first segment, with a part at least.</param>
    /// <param name="start">When it is shown, since MPD@availabilityStartTime; rounded to milliseconds.</param>
    public DashPeriod(Segment first, TimeSpan start)
    {
        _header = first.Header;
        _publish = first.Publish;
        Id = string.Create(CultureInfo.InvariantCulture, $"{first.Publish}-{first.Sequence}");
        Start = TimeSpan.FromMilliseconds(Math.Ceiling(start.TotalMilliseconds));
        _zero = ZeroOf(first);
        MediaZero = first.WallClock - first.Start;
        _peaks = new long[_header.Tracks.Length];
        Tracks =
        [
            .. _header.Tracks.Select((track, index) =>
            {
                var name = DashTrack.NameOf(track.Kind);
                var init = _header.Number == 0 ? $"{name}-init.mp4" : string.Create(CultureInfo.InvariantCulture, $"{name}-init-{_header.Number}.mp4");
                return new DashTrack(
                    index, track, CmafTrackInit.Extract(_header.Init, (uint)index + 1), init, MediaTimescale.FromTime(_zero, DashTrack.TimescaleOf(track)));
            }),
        ];
    }

    /// <summary>Tells it from all others of the stream, also over restarts.</summary>
    public string Id { get; }

    /// <summary>When it is shown, since MPD@availabilityStartTime.</summary>
    public TimeSpan Start { get; }

    /// <summary>Time of the media with which it begins.</summary>
    public TimeSpan FirstTime => _zero;

    /// <summary>Time of day at zero of the media's times.</summary>
    public DateTimeOffset MediaZero { get; }

    /// <summary>Its tracks, video before audio.</summary>
    public ImmutableArray<DashTrack> Tracks { get; }

    /// <summary>Time of day at which the first picture of a segment is shown, or the first sound where there are none.</summary>
    /// <param name="first">The first segment of a period, with a part at least.</param>
    /// <param name="now">Time of day.</param>
    public static DateTimeOffset StartOf(Segment first, DateTimeOffset now)
    {
        // A publisher whose first seconds come all at once is ahead of the clock: players may not be told to wait for what is there already.
        var arrived = now - first.Duration;
        return (first.WallClock < arrived ? first.WallClock : arrived) + (ZeroOf(first) - first.Start);
    }

    /// <summary>Whether a segment after those that it has goes on with it.</summary>
    public bool Continues(Segment next) => !next.IsDiscontinuity && next.Publish == _publish && next.Header.Number == _header.Number;

    /// <summary>Finds a track by name.</summary>
    public DashTrack? FindTrack(string name)
    {
        foreach (var track in Tracks)
        {
            if (track.Name == name)
            {
                return track;
            }
        }

        return null;
    }

    /// <summary>Most bits per second of a complete segment.</summary>
    public long PeakBitrateOf(DashTrack track) => _peaks[track.Index];

    /// <summary>Pictures per second as manifests have them (§5.3.7.2, FrameRateType), by the first segment, as it may not change; null when not known.</summary>
    public string? FrameRate { get; private set; }

    /// <summary>A segment of it is complete.</summary>
    public void Measure(DashSegment segment)
    {
        if (!_isMeasured)
        {
            _isMeasured = true;
            FrameRate = DashFrameRate.Write(segment.Pieces.Sum(static piece => piece.Pictures), segment.Duration);
        }

        var seconds = Math.Max(segment.Duration.TotalSeconds, 0.001);
        foreach (var track in Tracks)
        {
            _peaks[track.Index] = Math.Max(_peaks[track.Index], (long)(segment.BytesOf(track.Index) * 8 / seconds));
        }
    }

    /// <summary>How far the clock that a segment was cut by has run from that of the period.</summary>
    /// <param name="segment">A segment of the period.</param>
    /// <param name="availabilityStart">MPD@availabilityStartTime.</param>
    public TimeSpan DriftOf(Segment segment, DateTimeOffset availabilityStart) => segment.WallClock - availabilityStart - (Start + segment.Start - _zero);

    private static TimeSpan ZeroOf(Segment first)
    {
        var times = DashSegment.TimesOf([first], 0);
        return times.Duration > 0 ? MediaTimescale.ToTime(times.Presentation, DashTrack.TimescaleOf(first.Header.Tracks[0])) : first.Start;
    }
}
