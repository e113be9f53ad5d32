using System.Buffers.Binary;

namespace Srs.Media.Containers.Mp4;

/// <summary>Writes boxes within boxes; their sizes are filled in as they end. One buffer, used again after <see cref="Clear"/>.</summary>
/// <remarks>ISO/IEC 14496-12 §4.2. For headers, never for media: all of them together are kilobytes. Not thread-safe.</remarks>
internal sealed class Mp4BoxWriter
{
    private byte[] _buffer = new byte[1024];

    /// <summary>Bytes written since <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes, valid until the next write.</summary>
    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    /// <summary>Starts over.</summary>
    public void Clear() => Length = 0;

    /// <summary>Begins a box, which ends when the result is disposed.</summary>
    /// <param name="type">Four bytes.</param>
    public OpenBox Open(ReadOnlySpan<byte> type)
    {
        var start = Length;
        WriteUInt32(0);
        Write(type);
        return new OpenBox(this, start);
    }

    /// <summary>Begins a box with version and flags.</summary>
    public OpenBox OpenFull(ReadOnlySpan<byte> type, byte version = 0, uint flags = 0)
    {
        var box = Open(type);
        WriteUInt32(((uint)version << 24) | flags);
        return box;
    }

    public void WriteByte(int value) => Reserve(1)[0] = (byte)value;

    public void WriteUInt16(int value) => BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)value);

    public void WriteUInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);

    public void WriteInt32(int value) => BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);

    public void WriteUInt64(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Reserve(8), value);

    public void Write(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    public void WriteZeros(int count) => Reserve(count).Clear();

    /// <summary>Writes over four bytes.</summary>
    /// <param name="at">Where, counted from the first byte.</param>
    /// <param name="value">What they become.</param>
    public void Patch(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(at, sizeof(int)), value);

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - Length < count)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + count));
        }

        Length += count;
        return _buffer.AsSpan(Length - count, count);
    }

    /// <summary>A box that has begun.</summary>
    public readonly ref struct OpenBox(Mp4BoxWriter writer, int start)
    {
        /// <summary>Ends it.</summary>
        public void Dispose() => writer.Patch(start, writer.Length - start);
    }
}
