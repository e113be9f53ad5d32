using System.Globalization;
using Srs.Media.Codecs;
using Srs.Media.Frames;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>A variant stream as a master playlist tells it (RFC 8216 §4.3.4.2), measured by what has been cut; immutable.</summary>
/// <param name="Uri">URI of its media playlist.</param>
/// <param name="Peak">Most bits per second of a segment.</param>
/// <param name="Average">Bits per second of all segments together.</param>
/// <param name="Codecs">RFC 6381 strings of its tracks; null when one of them has none.</param>
/// <param name="Video">Its pictures; null when there are none, or their size is not known.</param>
/// <param name="FrameRate">Pictures per second; 0 when not known.</param>
public sealed record HlsVariant(string Uri, long Peak, long Average, string? Codecs, VideoFormat? Video, double FrameRate)
{
    /// <summary>Its sound; null when there is none.</summary>
    public TrackInfo? Sound { get; private init; }

    /// <summary>The group of audio renditions that it is played with; null for none.</summary>
    public string? Group { get; private init; }

    /// <summary>Measures a rendition.</summary>
    /// <param name="uri">URI of its media playlist.</param>
    /// <param name="segments">One segment at least, oldest first; the last may be incomplete.</param>
    /// <param name="isTs">Whether it is sent as MPEG-TS.</param>
    /// <param name="kind">What is sent of it; null for everything.</param>
    internal static HlsVariant Of(string uri, IReadOnlyList<Segment> segments, bool isTs, MediaKind? kind = null)
    {
        var (peak, bytes, pictures) = (0L, 0L, 0L);
        var (length, counted) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var segment in segments)
        {
            var duration = segment.Duration;
            var size = SizeOf(segment, isTs, kind);
            bytes += size;
            length += duration;
            if (segment.IsComplete)
            {
                peak = Math.Max(peak, RateOf(size, duration));
                pictures += segment.Pictures;
                counted += segment.Pictures > 0 ? duration : TimeSpan.Zero;
            }
        }

        var average = RateOf(bytes, length);
        var tracks = segments[^1].Header.Tracks.Where(track => kind is null || track.Kind == kind).ToList();
        var codecs = tracks.ConvertAll(CodecsParameter.Get);
        return new HlsVariant(
            uri, Math.Max(1, Math.Max(peak, average)), Math.Max(1, average), codecs.Contains(null) ? null : string.Join(',', codecs),
            tracks.Find(static track => track.Video is { Width: > 0, Height: > 0 })?.Video,
            counted > TimeSpan.Zero && kind != MediaKind.Audio ? pictures / counted.TotalSeconds : 0)
        {
            Sound = tracks.Find(static track => track.Kind == MediaKind.Audio),
        };
    }

    /// <summary>The variant with the audio renditions of a group, of which players choose one (RFC 8216 §4.3.4.2: it counts, and all of their codecs do).</summary>
    /// <param name="group">Name of the group.</param>
    /// <param name="sounds">What is to be fetched for sound.</param>
    internal HlsVariant With(string group, IReadOnlyCollection<HlsVariant> sounds)
    {
        var codecs = sounds.Select(static sound => sound.Codecs).Prepend(Codecs).ToList();
        return this with
        {
            Group = group,
            Peak = Peak + sounds.Select(static sound => sound.Peak).DefaultIfEmpty().Max(),
            Average = Average + sounds.Select(static sound => sound.Average).DefaultIfEmpty().Max(),
            Codecs = codecs.Contains(null) ? null : string.Join(',', codecs.SelectMany(static list => list!.Split(',')).Distinct()),
        };
    }

    /// <summary>The line that tells it, and that with its URI.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"#EXT-X-STREAM-INF:BANDWIDTH={Peak},AVERAGE-BANDWIDTH={Average}{(Codecs is null ? "" : $",CODECS=\"{Codecs}\"")}{(Group is null ? "" : $",AUDIO=\"{Group}\"")}"
        + $"{(Video is null ? "" : $",RESOLUTION={Video.Width}x{Video.Height}")}{(FrameRate > 0 ? ",FRAME-RATE=" + FrameRate.ToString("F3", CultureInfo.InvariantCulture) : "")}\n{Uri}\n");

    private static long SizeOf(Segment segment, bool isTs, MediaKind? kind)
    {
        if (kind is not { } one)
        {
            return segment.Parts.Sum(part => isTs ? part.Ts.Length : part.Cmaf.Length);
        }

        var index = segment.Header.IndexOf(one);
        return segment.Parts.Sum(part => index >= 0 && index < part.Tracks.Length ? part.Tracks[index].Length : 0);
    }

    private static long RateOf(long bytes, TimeSpan duration) => duration > TimeSpan.Zero ? (long)(bytes * 8 / duration.TotalSeconds) : 0;
}
