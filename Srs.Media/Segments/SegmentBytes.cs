using System.Buffers;
using Srs.Media.Buffers;
using Srs.Media.Egress;

namespace Srs.Media.Segments;

/// <summary>The bytes of a segment in one form, over pooled blocks: one writer appends, any number of readers share what has been committed.</summary>
/// <remarks>Committed bytes never change. Readers keep a reference meanwhile; the last one gives the blocks back.</remarks>
public sealed class SegmentBytes : RefCounted
{
    private readonly WireLogWriter _writer;
    private long _length;

    /// <summary>Makes an empty run of bytes.</summary>
    /// <param name="memory">Where blocks come from.</param>
    /// <param name="expectedBytes">About how many bytes are to come; chooses the size of the blocks.</param>
    internal SegmentBytes(WireMemory memory, long expectedBytes)
    {
        _writer = new WireLogWriter(memory);
        _writer.SetRate(expectedBytes / 2.0);
    }

    /// <summary>Bytes that readers may have.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Where the writer appends; seen by readers after <see cref="Commit"/>.</summary>
    internal IBufferWriter<byte> Writer => _writer;

    /// <summary>Bytes written, committed or not.</summary>
    internal long Written => _writer.End;

    /// <summary>The bytes at <paramref name="offset"/> that lie in one block; empty at the end. Borrowed from the reader's own reference.</summary>
    /// <exception cref="ObjectDisposedException">The last reference is gone.</exception>
    public ReadOnlyMemory<byte> Peek(long offset)
    {
        ThrowIfReturned();
        var length = Length;
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        if (offset >= length)
        {
            return default;
        }

        var block = _writer.Find(offset);
        var start = (int)(offset - block.Start);
        var end = (int)Math.Min(length - block.Start, block.Next is null ? block.Buffer.Length : block.Length);
        return block.Buffer.AsMemory(start, end - start);
    }

    /// <summary>Copies bytes out, for small pieces and tests.</summary>
    public byte[] ToArray(long offset = 0, long? length = null)
    {
        var copy = new byte[length ?? Length - offset];
        for (var done = 0; done < copy.Length;)
        {
            var piece = Peek(offset + done);
            var taken = Math.Min(piece.Length, copy.Length - done);
            piece.Span[..taken].CopyTo(copy.AsSpan(done));
            done += taken;
        }

        return copy;
    }

    /// <summary>Shows readers what has been written.</summary>
    internal void Commit() => Volatile.Write(ref _length, _writer.End);

    /// <inheritdoc/>
    protected override void ReturnBytes() => _writer.ReleaseAll();
}
