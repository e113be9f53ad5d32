using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>A segment that has just been listed.</summary>
/// <param name="Stream">The stream.</param>
/// <param name="Segment">The segment.</param>
/// <param name="Path">Its path below the server's root.</param>
/// <param name="Uri">What the playlist says of it.</param>
/// <param name="File">Full path of its file; null when it has none.</param>
/// <param name="PlaylistFile">Full path of the playlist's file; null when it has none.</param>
/// <param name="Playlist">Path of the playlist below the server's root.</param>
/// <param name="Source">The source that it is of; null when that is not known.</param>
public sealed record HlsListing(
    HlsStream Stream, Segment Segment, string Path, string Uri, string? File, string? PlaylistFile, string Playlist, ISession? Source);
