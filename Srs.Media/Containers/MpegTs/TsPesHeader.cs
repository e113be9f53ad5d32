using System.Buffers.Binary;

namespace Srs.Media.Containers.MpegTs;

/// <summary>The header of a PES packet (ISO/IEC 13818-1 §2.4.3.6).</summary>
/// <param name="Length">Bytes of the header.</param>
/// <param name="PacketLength">Bytes of the whole packet with its header; 0 when it does not tell.</param>
/// <param name="Pts">Presentation time, 33 bits at 90 kHz; null when there is none.</param>
/// <param name="Dts">Decoding time where it differs from <paramref name="Pts"/>.</param>
internal readonly record struct TsPesHeader(int Length, int PacketLength, long? Pts, long? Dts)
{
    /// <summary>Bytes that tell the length of the packet.</summary>
    public const int StartLength = 6;

    private const int FixedLength = 9;
    private const int TimestampLength = 5;

    /// <summary>Bytes of the whole packet by its first <see cref="StartLength"/> ones; 0 when it does not tell.</summary>
    public static int GetPacketLength(ReadOnlySpan<byte> start)
    {
        var length = BinaryPrimitives.ReadUInt16BigEndian(start[4..]);
        return length == 0 ? 0 : StartLength + length;
    }

    /// <summary>Reads the header.</summary>
    /// <returns>False when there is no start code, the header is cut off, or the stream id is of a kind that has none.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out TsPesHeader header)
    {
        header = default;
        if (packet.Length < FixedLength || packet[0] != 0 || packet[1] != 0 || packet[2] != 1
            || packet[3] is < 0xBC or 0xBE or 0xBF || (packet[6] & 0xC0) != 0x80)
        {
            return false;
        }

        var length = FixedLength + packet[8];
        var flags = packet[7] >> 6;
        if (length > packet.Length || packet[8] < flags switch { 2 => TimestampLength, 3 => 2 * TimestampLength, _ => 0 })
        {
            return false;
        }

        long? pts = flags >= 2 ? ReadTimestamp(packet[FixedLength..]) : null;
        long? dts = flags == 3 ? ReadTimestamp(packet[(FixedLength + TimestampLength)..]) : null;
        header = new TsPesHeader(length, GetPacketLength(packet), pts, dts);
        return true;
    }

    private static long ReadTimestamp(ReadOnlySpan<byte> field) =>
        ((long)(field[0] & 0x0E) << 29)
        | ((long)(BinaryPrimitives.ReadUInt16BigEndian(field[1..]) >> 1) << 15)
        | (long)(BinaryPrimitives.ReadUInt16BigEndian(field[3..]) >> 1);
}
