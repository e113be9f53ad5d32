namespace Srs.Media.Codecs.Av1;

/// <summary>Walks the open bitstream units of a temporal unit or a configuration.</summary>
/// <remarks>
/// AV1 Bitstream &amp; Decoding Process Specification §5.3 (low-overhead format) and §4.10.5 (leb128):
/// <code>| 0 | type 4 | extension 1 | has size 1 | 0 | { temporal id 3 | spatial id 2 | 000 } | { size, leb128 } | payload |</code>
/// </remarks>
public static class Av1Obu
{
    /// <summary>Type of a sequence header.</summary>
    public const int SequenceHeader = 1;

    /// <summary>Type of a temporal delimiter.</summary>
    public const int TemporalDelimiter = 2;

    /// <summary>Type of a tile list, which only large-scale tile decoders know.</summary>
    internal const int TileList = 8;

    /// <summary>Type of padding.</summary>
    internal const int Padding = 15;

    /// <summary>Bits of the header's first byte.</summary>
    internal const int ForbiddenBit = 0x80, ExtensionBit = 4, HasSizeBit = 2;

    private const int MaxSizeBytes = 8;

    /// <summary>Takes the first unit off the front of <paramref name="units"/>.</summary>
    /// <param name="units">Open bitstream units; unchanged when false.</param>
    /// <param name="type">obu_type, 0 to 15.</param>
    /// <param name="payload">What follows the header; to the end when the unit tells no size.</param>
    /// <returns>False at the end, when the forbidden bit is set, and when the unit is cut off.</returns>
    public static bool TryReadNext(ref ReadOnlySpan<byte> units, out int type, out ReadOnlySpan<byte> payload)
    {
        type = 0;
        payload = default;
        if (units.IsEmpty || (units[0] & ForbiddenBit) != 0)
        {
            return false;
        }

        var hasExtension = (units[0] & ExtensionBit) != 0;
        var hasSize = (units[0] & HasSizeBit) != 0;
        var rest = units[1..];
        if (hasExtension)
        {
            if (rest.IsEmpty)
            {
                return false;
            }

            rest = rest[1..];
        }

        var size = (uint)rest.Length;
        if (hasSize && (!TryReadSize(ref rest, out size) || size > rest.Length))
        {
            return false;
        }

        type = GetType(units[0]);
        payload = rest[..(int)size];
        units = rest[(int)size..];
        return true;
    }

    /// <summary>obu_type of a header's first byte.</summary>
    internal static int GetType(byte header) => (header >> 3) & 0x0F;

    /// <summary>Finds the first sequence header among units.</summary>
    /// <returns>False when there is none, or units before it are damaged.</returns>
    public static bool TryFindSequenceHeader(ReadOnlySpan<byte> units, out Av1SequenceHeader header)
    {
        while (TryReadNext(ref units, out var type, out var payload))
        {
            if (type == SequenceHeader)
            {
                return Av1SequenceHeader.TryRead(payload, out header);
            }
        }

        header = default;
        return false;
    }

    /// <summary>Bytes that a number takes as leb128.</summary>
    internal static int GetSizeLength(int value)
    {
        var length = 1;
        for (; value >= 0x80; value >>= 7)
        {
            length++;
        }

        return length;
    }

    /// <summary>Writes a number as leb128 and gives its length in bytes.</summary>
    internal static int WriteSize(Span<byte> destination, int value)
    {
        var written = 0;
        for (; value >= 0x80; value >>= 7)
        {
            destination[written++] = (byte)(0x80 | (value & 0x7F));
        }

        destination[written++] = (byte)value;
        return written;
    }

    /// <summary>Takes a leb128 number off the front of <paramref name="rest"/>.</summary>
    /// <returns>False when it is cut off or needs more than 32 bits.</returns>
    internal static bool TryReadSize(ref ReadOnlySpan<byte> rest, out uint size)
    {
        ulong value = 0;
        for (var i = 0; i < MaxSizeBytes && i < rest.Length; i++)
        {
            value |= (ulong)(rest[i] & 0x7F) << (7 * i);
            if ((rest[i] & 0x80) == 0)
            {
                size = (uint)value;
                rest = rest[(i + 1)..];
                return value <= uint.MaxValue;
            }
        }

        size = 0;
        return false;
    }
}
