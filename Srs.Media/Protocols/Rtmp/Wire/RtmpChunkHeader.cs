using System.Buffers.Binary;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>The header of one chunk as it stands on the wire, without the extended timestamp.</summary>
/// <remarks>
/// <code>
///  0 1 2 3 4 5 6 7
/// +---+-----------+   csid 2..63: the number itself
/// |fmt|   csid    |   0: one byte follows, csid = 64 + b0; 1: two follow, csid = 64 + b0 + 256 * b1
/// +---+-----------+-----------+------------+-------------------+
/// | timestamp (24)            | length(24) | type | stream (32)|   fmt 0; stream is little endian
/// | timestamp delta (24)      | length(24) | type |                fmt 1
/// | timestamp delta (24)      |                                  fmt 2
/// +---------------------------+                                  fmt 3: nothing
/// </code>
/// 0xFFFFFF in the timestamp field: the value follows the header in 4 bytes. RTMP 1.0 5.3.1.
/// </remarks>
internal readonly struct RtmpChunkHeader
{
    /// <summary>Timestamp field that says that the value follows in 4 bytes.</summary>
    public const uint ExtendedTimestamp = 0xFFFFFF;

    /// <summary>Bytes of the longest header: basic 3, message 11, extended timestamp 4.</summary>
    public const int MaxLength = 18;

    private const int MinTwoByteId = 64;

    /// <summary>0 to 3: how much of the header is left to the chunk before.</summary>
    public int Format { get; private init; }

    /// <summary>2 to 65599.</summary>
    public int ChunkStreamId { get; private init; }

    /// <summary>Timestamp (format 0) or delta (1, 2) in milliseconds, as the 24-bit field has it.</summary>
    public uint TimestampField { get; private init; }

    /// <summary>Bytes of the whole message; formats 0 and 1.</summary>
    public int MessageLength { get; private init; }

    /// <summary>Formats 0 and 1.</summary>
    public RtmpMessageType Type { get; private init; }

    /// <summary>Format 0.</summary>
    public uint StreamId { get; private init; }

    /// <summary>Bytes on the wire.</summary>
    public int Length { get; private init; }

    /// <summary>Reads a header; false when <paramref name="bytes"/> ends within it.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out RtmpChunkHeader header)
    {
        header = default;
        if (bytes.IsEmpty)
        {
            return false;
        }

        var format = bytes[0] >> 6;
        var basicLength = (bytes[0] & 0x3F) switch { 0 => 2, 1 => 3, _ => 1 };
        var length = basicLength + format switch { 0 => 11, 1 => 7, 2 => 3, _ => 0 };
        if (bytes.Length < length)
        {
            return false;
        }

        var message = bytes[basicLength..length];
        header = new RtmpChunkHeader
        {
            Format = format,
            ChunkStreamId = basicLength switch
            {
                1 => bytes[0] & 0x3F,
                2 => MinTwoByteId + bytes[1],
                _ => MinTwoByteId + BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]),
            },
            TimestampField = format <= 2 ? ReadUInt24(message) : 0,
            MessageLength = format <= 1 ? (int)ReadUInt24(message[3..]) : 0,
            Type = format <= 1 ? (RtmpMessageType)message[6] : 0,
            StreamId = format == 0 ? BinaryPrimitives.ReadUInt32LittleEndian(message[7..]) : 0,
            Length = length,
        };
        return true;
    }

    /// <summary>Bytes of the basic header of that chunk stream, 1 to 3.</summary>
    public static int MeasureBasic(int chunkStreamId) => chunkStreamId switch { < MinTwoByteId => 1, < MinTwoByteId + 256 => 2, _ => 3 };

    /// <summary>Writes a basic header.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteBasic(Span<byte> destination, int format, int chunkStreamId)
    {
        var length = MeasureBasic(chunkStreamId);
        destination[0] = (byte)(format << 6 | length switch { 1 => chunkStreamId, 2 => 0, _ => 1 });
        if (length == 2)
        {
            destination[1] = (byte)(chunkStreamId - MinTwoByteId);
        }
        else if (length == 3)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[1..], (ushort)(chunkStreamId - MinTwoByteId));
        }

        return length;
    }

    /// <summary>Writes a format 0 header with its extended timestamp, when it needs one.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteFull(Span<byte> destination, in RtmpMessageHeader message, int messageLength)
    {
        var at = WriteBasic(destination, 0, message.ChunkStreamId);
        var rest = destination[at..];
        WriteUInt24(rest, Math.Min(message.Timestamp, ExtendedTimestamp));
        WriteUInt24(rest[3..], (uint)messageLength);
        rest[6] = (byte)message.Type;
        BinaryPrimitives.WriteUInt32LittleEndian(rest[7..], message.StreamId);
        return at + 11 + WriteExtendedTimestamp(rest[11..], message.Timestamp);
    }

    /// <summary>Writes the 4 bytes of a timestamp that the 24-bit field cannot say, or nothing.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteExtendedTimestamp(Span<byte> destination, uint timestamp)
    {
        if (timestamp < ExtendedTimestamp)
        {
            return 0;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination, timestamp);
        return sizeof(uint);
    }

    private static uint ReadUInt24(ReadOnlySpan<byte> bytes) => (uint)(bytes[0] << 16 | bytes[1] << 8 | bytes[2]);

    private static void WriteUInt24(Span<byte> bytes, uint value)
    {
        bytes[0] = (byte)(value >> 16);
        bytes[1] = (byte)(value >> 8);
        bytes[2] = (byte)value;
    }
}
