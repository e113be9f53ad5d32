namespace Srs.Media.Segments;

/// <summary>Where the bytes of a segment are on disk.</summary>
/// <param name="Path">Full path of the file.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Number of bytes.</param>
public sealed record SegmentFile(string Path, long Offset, long Length);
