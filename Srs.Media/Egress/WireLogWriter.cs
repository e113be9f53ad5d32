using System.Buffers;

namespace Srs.Media.Egress;

/// <summary>Appends bytes to the segments of a <see cref="WireLog"/>.</summary>
/// <remarks>Not thread-safe; the log's lock guards it. Readers see the bytes only when the log publishes its new head.</remarks>
internal sealed class WireLogWriter : IBufferWriter<byte>
{
    private readonly WireMemory _memory;
    private int _sizeClass;

    /// <summary>Makes a writer with a first, small segment.</summary>
    public WireLogWriter(WireMemory memory)
    {
        _memory = memory;
        First = Last = new WireSegment(memory.Rent(0), 0);
    }

    /// <summary>The oldest segment.</summary>
    public WireSegment First { get; private set; }

    /// <summary>The segment that is written to.</summary>
    public WireSegment Last { get; private set; }

    /// <summary>Offset after the last byte written.</summary>
    public long End => Last.End;

    /// <summary>Chooses the size of the segments to come so that one holds about a second.</summary>
    public void SetRate(double bytesPerSecond)
    {
        var sizeClass = 0;
        while (sizeClass < WireMemory.Sizes.Length - 1 && WireMemory.Sizes[sizeClass] < bytesPerSecond)
        {
            sizeClass++;
        }

        _sizeClass = sizeClass;
    }

    /// <inheritdoc/>
    public void Advance(int count) => Last.Advance(count);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        var needed = Math.Max(sizeHint, 1);
        if (Last.Free.Length < needed)
        {
            Grow(needed);
        }

        return Last.Free;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var free = GetSpan(sizeHint).Length;
        return Last.Buffer.AsMemory(Last.Length, free);
    }

    /// <summary>Gives the segments that end at or before <paramref name="offset"/> back to the pool.</summary>
    public void ReleaseBefore(long offset)
    {
        while (First != Last && First.End <= offset)
        {
            _memory.Return(First.Buffer);
            First = First.Next!;
        }
    }

    /// <summary>Gives everything back; the writer is not used afterwards.</summary>
    public void ReleaseAll()
    {
        ReleaseBefore(long.MaxValue);
        _memory.Return(Last.Buffer);
    }

    /// <summary>The segment that holds <paramref name="offset"/>, or the last one.</summary>
    public WireSegment Find(long offset)
    {
        var segment = First;
        while (segment.Next is { } next && segment.End <= offset)
        {
            segment = next;
        }

        return segment;
    }

    private void Grow(int needed)
    {
        var sizeClass = _sizeClass;
        while (sizeClass < WireMemory.Sizes.Length - 1 && WireMemory.Sizes[sizeClass] < needed)
        {
            sizeClass++;
        }

        // Payloads are copied in pieces; only a codec configuration asked for in one piece can exceed every size.
        var segment = new WireSegment(_memory.Rent(sizeClass, needed), Last.End);
        Last.Seal(segment);
        Last = segment;
    }
}
