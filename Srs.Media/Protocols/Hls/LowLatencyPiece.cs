using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>A segment, a part or an initialization segment, opened to be sent. Dispose gives it back.</summary>
/// <param name="Source">Where its bytes are; null when <paramref name="Bytes"/> are all.</param>
/// <param name="Range">Which of them are its own; all of them without a source.</param>
/// <param name="Bytes">The bytes of an initialization segment.</param>
public sealed record LowLatencyPiece(SegmentSource? Source, SegmentRange Range, ReadOnlyMemory<byte> Bytes) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Source?.Dispose();
}
