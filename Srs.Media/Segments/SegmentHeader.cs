using System.Collections.Immutable;
using Srs.Media.Frames;

namespace Srs.Media.Segments;

/// <summary>What a decoder needs before the first of the segments that were made with it; shared by these, immutable.</summary>
/// <param name="Number">Counts up with each header of a stream, from 0.</param>
/// <param name="Tracks">The tracks, video before audio.</param>
/// <param name="Init">Initialization segment of all tracks (ISO/IEC 14496-12 §8.16); empty without <see cref="SegmentForm.Cmaf"/>.</param>
public sealed record SegmentHeader(int Number, ImmutableArray<TrackInfo> Tracks, ReadOnlyMemory<byte> Init)
{
    /// <summary>Whether there are pictures.</summary>
    public bool HasVideo => Tracks.Any(static track => track.Kind == MediaKind.Video);
}
