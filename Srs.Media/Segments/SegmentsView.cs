using System.Collections.Immutable;

namespace Srs.Media.Segments;

/// <summary>The segments of a stream at one moment; immutable, although the bytes of a segment may be given back meanwhile.</summary>
/// <param name="Segments">The complete ones, oldest first.</param>
/// <param name="Open">The one that is being written; null between two, and without a source.</param>
/// <param name="OpenParts">Its parts at that moment.</param>
/// <param name="NextSequence">Number of the segment after <paramref name="Open"/>, or after the last complete one.</param>
/// <param name="Publish">The newest publish, <see cref="Segment.Publish"/>.</param>
/// <param name="IsLive">Whether there is a source.</param>
/// <param name="NextIsDiscontinuity">Without <paramref name="Open"/>, whether it is already known that the next one does not go on where the last ended.</param>
/// <param name="RemovedDiscontinuities">Discontinuities (<see cref="Segment.IsDiscontinuity"/>) that have left before the first of <paramref name="Segments"/>.</param>
/// <param name="Changed">Completes with the next change after this moment, as <see cref="StreamSegments.WhenChanged"/>.</param>
public sealed record SegmentsView(
    ImmutableArray<Segment> Segments,
    Segment? Open,
    ImmutableArray<SegmentPart> OpenParts,
    long NextSequence,
    long Publish,
    bool IsLive,
    bool NextIsDiscontinuity,
    long RemovedDiscontinuities,
    Task Changed);
