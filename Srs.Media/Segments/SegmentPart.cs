using System.Collections.Immutable;

namespace Srs.Media.Segments;

/// <summary>A piece of a segment that can be sent before the rest is there.</summary>
/// <param name="Start">Decoding time of its first frame on the stream's timeline.</param>
/// <param name="Duration">Time until the next part.</param>
/// <param name="IsIndependent">Whether a decoder can start here.</param>
/// <param name="Ts">Its bytes in <see cref="SegmentForm.Ts"/>; empty without that form.</param>
/// <param name="Cmaf">Its bytes in <see cref="SegmentForm.Cmaf"/>; empty without that form.</param>
/// <param name="Tracks">The fragments in <paramref name="Cmaf"/>, in the order of the header's tracks; empty ranges for tracks without frames.</param>
public sealed record SegmentPart(
    TimeSpan Start, TimeSpan Duration, bool IsIndependent, SegmentRange Ts, SegmentRange Cmaf, ImmutableArray<SegmentRange> Tracks)
{
    /// <summary>When the fragments of <see cref="Tracks"/> are shown; empty when it comes from disk.</summary>
    public ImmutableArray<SegmentTimes> Times { get; init; } = [];
}

/// <summary>A range of the bytes of one form of a segment.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct SegmentRange(long Offset, long Length);

/// <summary>When a fragment of one track is shown, in units of the track's timescale: 1/90000 s for video, samples for audio.</summary>
/// <param name="Decode">Decoding time of its first frame.</param>
/// <param name="Presentation">Earliest presentation time of its frames.</param>
/// <param name="Duration">Time until the next fragment of the track; 0 without frames.</param>
public readonly record struct SegmentTimes(long Decode, long Presentation, long Duration);
