namespace Srs.Media.Buffers;

/// <summary>A growing run of pooled bytes with one owner, such as a message while it is assembled.</summary>
/// <remarks>
/// Grows with the bytes that have arrived, never with the length that a peer declared. Not thread-safe. Dispose returns the
/// array to the pool unless <see cref="Detach"/> handed it over.
/// </remarks>
public sealed class PooledBytes(BufferPool pool) : IDisposable
{
    private const int SmallestRent = 256;

    private byte[] _buffer = [];

    /// <summary>Bytes appended so far.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes, valid until the next append, <see cref="Detach"/> or Dispose.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>The same bytes as memory, with the same lifetime as <see cref="Span"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _buffer.AsMemory(0, Length);

    /// <summary>The pool that the bytes belong to.</summary>
    public BufferPool Pool { get; } = pool;

    /// <summary>Makes a run that holds a copy of <paramref name="bytes"/>.</summary>
    public static PooledBytes Copy(BufferPool pool, ReadOnlySpan<byte> bytes)
    {
        var copy = new PooledBytes(pool);
        copy.Append(bytes);
        return copy;
    }

    /// <summary>Copies <paramref name="bytes"/> to the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        EnsureCapacity(Length + bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Empties the run; its memory stays for what is appended next.</summary>
    public void Clear() => Length = 0;

    /// <summary>Hands the array over to the caller, who returns it to <see cref="Pool"/>; this object is empty afterwards.</summary>
    public byte[] Detach()
    {
        var buffer = _buffer;
        _buffer = [];
        Length = 0;
        return buffer;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            Pool.Return(Detach());
        }
    }

    private void EnsureCapacity(int needed)
    {
        if (needed <= _buffer.Length)
        {
            return;
        }

        var larger = Pool.Rent(Math.Max(Math.Max(needed, _buffer.Length * 2), SmallestRent));
        Span.CopyTo(larger);
        if (_buffer.Length > 0)
        {
            Pool.Return(_buffer);
        }

        _buffer = larger;
    }
}
