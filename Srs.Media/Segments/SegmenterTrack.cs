using Srs.Media.Frames;

namespace Srs.Media.Segments;

/// <summary>A further track of a stream that is cut as a stream of its own.</summary>
/// <param name="Kind">Video, which is cut together with the first sound, or audio, which is cut where the first tracks are cut.</param>
/// <param name="Id"><see cref="TrackInfo.Id"/>.</param>
internal readonly record struct SegmenterTrack(MediaKind Kind, int Id);
