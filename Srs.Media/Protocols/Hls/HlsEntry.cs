using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>A segment as a playlist lists it; immutable.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Form">In what form it is sent.</param>
/// <param name="Path">Its path below the server's root.</param>
/// <param name="Uri">What the playlist says.</param>
/// <param name="Init">The initialization segment that it needs; null for MPEG-TS.</param>
/// <param name="Key">The key that it is encrypted with; null for none.</param>
internal sealed record HlsEntry(Segment Segment, SegmentForm Form, string Path, string Uri, HlsInit? Init, HlsKey? Key)
{
    /// <summary>Full path of its file; null when it has none.</summary>
    public string? File { get; init; }
}

/// <summary>An initialization segment.</summary>
/// <param name="Number"><see cref="SegmentHeader.Number"/>.</param>
/// <param name="Path">Its path below the server's root.</param>
/// <param name="Uri">What playlists say.</param>
/// <param name="Bytes">The bytes.</param>
internal sealed record HlsInit(int Number, string Path, string Uri, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Full path of its file; null when it has none.</summary>
    public string? File { get; init; }
}
