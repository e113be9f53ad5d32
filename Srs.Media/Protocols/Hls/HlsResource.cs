using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>What a path of HLS stands for beside playlists: a segment, an initialization segment or a key; immutable.</summary>
/// <param name="Stream">The stream that it is of.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="Tag">Tells it from what had the path before, for ETag; unique in the process and over restarts.</param>
public sealed record HlsResource(HlsStream Stream, string ContentType, string Tag)
{
    /// <summary>The segment; null when <see cref="Bytes"/> are all.</summary>
    public Segment? Segment { get; init; }

    /// <summary>In what form it is sent.</summary>
    public SegmentForm Form { get; init; }

    /// <summary>The bytes of what is no segment.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether nobody but the viewer may keep it.</summary>
    public bool IsKey { get; init; }
}
