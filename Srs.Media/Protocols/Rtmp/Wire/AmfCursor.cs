using System.Buffers.Binary;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Where an AMF reader stands in a message. Numbers are in network order.</summary>
/// <remarks>Every read past the end throws <see cref="RtmpProtocolException"/> with <see cref="RtmpErrorCode.Amf0Decode"/>.</remarks>
internal ref struct AmfCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that follow.</summary>
    public readonly int Remaining => _bytes.Length - Position;

    /// <summary>The next byte without moving on; -1 at the end.</summary>
    public readonly int Peek() => Remaining > 0 ? _bytes[Position] : -1;

    public byte ReadByte() => Read(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16BigEndian(Read(sizeof(ushort)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Read(sizeof(uint)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleBigEndian(Read(sizeof(double)));

    /// <summary>The next bytes, borrowed from the message.</summary>
    public ReadOnlySpan<byte> Read(uint length)
    {
        if (length > (uint)Remaining)
        {
            throw new RtmpProtocolException(
                RtmpErrorCode.Amf0Decode, $"AMF wants {length} bytes at {Position}, and the message has {Remaining} left.");
        }

        var read = _bytes.Slice(Position, (int)length);
        Position += (int)length;
        return read;
    }
}
