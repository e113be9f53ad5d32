namespace Srs.Load.Viewing;

/// <summary>The bytes within a framing that puts a length before each piece. Reading only.</summary>
/// <param name="inner">The framed bytes.</param>
internal abstract class FramedStream(InputBuffer inner) : Stream
{
    private long _left;

    /// <inheritdoc/>
    public sealed override bool CanRead => true;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override bool CanWrite => false;

    /// <inheritdoc/>
    public sealed override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public sealed override int Read(Span<byte> buffer)
    {
        while (_left == 0)
        {
            var front = inner.Unread;
            if (TryReadLength(front.FirstSpan, out var used, out _left))
            {
                inner.Keep(front.Slice(used));
                if (_left < 0)
                {
                    return 0;
                }
            }
            else
            {
                inner.Fill();
            }
        }

        if (inner.Unread.IsEmpty)
        {
            inner.Fill();
        }

        var unread = inner.Unread;
        var count = (int)Math.Min(_left, Math.Min(buffer.Length, unread.Length));
        unread.FirstSpan[..count].CopyTo(buffer);
        inner.Keep(unread.Slice(count));
        _left -= count;
        return count;
    }

    /// <inheritdoc/>
    public sealed override void Flush()
    {
    }

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public sealed override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads what stands before a piece.</summary>
    /// <param name="front">Where it begins; may hold too little.</param>
    /// <param name="used">Bytes to drop.</param>
    /// <param name="length">Bytes of payload that follow; less than 0 at the end.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="IOException">It is no such framing.</exception>
    protected abstract bool TryReadLength(ReadOnlySpan<byte> front, out int used, out long length);
}
