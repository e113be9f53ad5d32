using System.Buffers.Binary;

namespace Srs.Media.Containers.Flv;

/// <summary>The eleven bytes before a tag's body.</summary>
/// <param name="Type">What the body is.</param>
/// <param name="BodyLength">Bytes of the body, 0 to <see cref="MaxBodyLength"/>.</param>
/// <param name="Timestamp">Decoding time in milliseconds, wrapping at 2^32.</param>
/// <param name="StreamId">24 bits; 0 by the specification.</param>
/// <remarks>
/// Adobe Video File Format Specification 10.1, annex E.4.1; all big endian:
/// <code>| reserved 2 | filter 1 | type 5 | body length 24 | timestamp 24 | timestamp's highest byte 8 | stream id 24 |</code>
/// </remarks>
public readonly record struct FlvTagHeader(FlvTagType Type, int BodyLength, uint Timestamp, int StreamId = 0)
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 11;

    /// <summary>Longest body that the header can tell, in bytes.</summary>
    public const int MaxBodyLength = 0xFFFFFF;

    /// <summary>Reads the header at the front of <paramref name="data"/>.</summary>
    /// <returns>
    /// False when there are fewer than <see cref="Length"/> bytes, the type is unknown, or the filter bit (encryption) or a reserved bit
    /// is set.
    /// </returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out FlvTagHeader header)
    {
        header = default;
        if (data.Length < Length)
        {
            return false;
        }

        var type = (FlvTagType)data[0];
        if (type is not (FlvTagType.Audio or FlvTagType.Video or FlvTagType.Script))
        {
            return false;
        }

        var timestamp = (BinaryPrimitives.ReadUInt32BigEndian(data[3..]) & 0xFFFFFF) | ((uint)data[7] << 24);
        header = new FlvTagHeader(type, ReadUInt24(data[1..]), timestamp, ReadUInt24(data[8..]));
        return true;
    }

    /// <summary>Writes the header and gives <see cref="Length"/>.</summary>
    /// <exception cref="InvalidOperationException">The body is longer than <see cref="MaxBodyLength"/>.</exception>
    public int Write(Span<byte> destination)
    {
        if (BodyLength is < 0 or > MaxBodyLength)
        {
            throw new InvalidOperationException($"A body of {BodyLength} bytes does not fit an FLV tag.");
        }

        destination[Length - 1] = (byte)StreamId;
        destination[0] = (byte)Type;
        WriteUInt24(destination[1..], BodyLength);
        WriteUInt24(destination[4..], (int)(Timestamp & 0xFFFFFF));
        destination[7] = (byte)(Timestamp >> 24);
        destination[8] = (byte)(StreamId >> 16);
        destination[9] = (byte)(StreamId >> 8);
        return Length;
    }

    internal static int ReadUInt24(ReadOnlySpan<byte> data) => (data[0] << 16) | (data[1] << 8) | data[2];

    internal static void WriteUInt24(Span<byte> destination, int value)
    {
        destination[2] = (byte)value;
        destination[1] = (byte)(value >> 8);
        destination[0] = (byte)(value >> 16);
    }
}
