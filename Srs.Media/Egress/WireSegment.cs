namespace Srs.Media.Egress;

/// <summary>A piece of a <see cref="WireLog"/>: pooled bytes and where they stand in the log.</summary>
/// <remarks>The writer seals a segment by setting <see cref="Length"/> and then <see cref="Next"/>; readers look in the other order.</remarks>
internal sealed class WireSegment(byte[] buffer, long start)
{
    private WireSegment? _next;

    /// <summary>Pinned bytes; given back to the pool when the segment leaves its log.</summary>
    public byte[] Buffer { get; } = buffer;

    /// <summary>Offset in the log of the first byte.</summary>
    public long Start { get; } = start;

    /// <summary>Bytes used; final once <see cref="Next"/> is set.</summary>
    public int Length { get; private set; }

    /// <summary>Offset in the log after the last byte used.</summary>
    public long End => Start + Length;

    /// <summary>Bytes still free.</summary>
    public Span<byte> Free => Buffer.AsSpan(Length);

    /// <summary>The segment after this one; null while this one is written to.</summary>
    public WireSegment? Next => Volatile.Read(ref _next);

    /// <summary>Counts bytes that were written to <see cref="Free"/>.</summary>
    public void Advance(int count) => Length += count;

    /// <summary>Seals this segment and goes on in <paramref name="next"/>.</summary>
    public void Seal(WireSegment next) => Volatile.Write(ref _next, next);
}
