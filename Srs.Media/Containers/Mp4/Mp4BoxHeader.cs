using System.Buffers.Binary;
using System.Text;

namespace Srs.Media.Containers.Mp4;

/// <summary>What stands before the content of a box.</summary>
/// <remarks>
/// ISO/IEC 14496-12 §4.2:
/// <code>| size 32 | type 32 | { size 64, when size is 1 } | content ... |</code>
/// </remarks>
/// <param name="Type">Four characters.</param>
/// <param name="HeaderLength">Bytes of the header: 8 or 16.</param>
/// <param name="Length">Bytes of the whole box; 0 when it goes on to the end of the file.</param>
public readonly record struct Mp4BoxHeader(uint Type, int HeaderLength, long Length)
{
    /// <summary>Longest header.</summary>
    public const int MaxLength = 16;

    private const int ShortLength = 8;

    /// <summary>Reads the header at the front of <paramref name="data"/>.</summary>
    /// <returns>False when bytes are missing, or the size is less than the header's own.</returns>
    public static bool TryRead(ReadOnlySpan<byte> data, out Mp4BoxHeader header)
    {
        header = default;
        if (data.Length < ShortLength)
        {
            return false;
        }

        var type = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        long length = BinaryPrimitives.ReadUInt32BigEndian(data);
        var headerLength = ShortLength;
        if (length == 1)
        {
            if (data.Length < MaxLength)
            {
                return false;
            }

            headerLength = MaxLength;
            length = BinaryPrimitives.ReadInt64BigEndian(data[ShortLength..]);
        }

        if (length < headerLength && (length != 0 || headerLength != ShortLength))
        {
            return false;
        }

        header = new Mp4BoxHeader(type, headerLength, length);
        return true;
    }

    /// <summary>True for the type of these four characters.</summary>
    public bool Is(ReadOnlySpan<byte> type) => BinaryPrimitives.ReadUInt32BigEndian(type) == Type;

    /// <summary>Type and length, such as "moof 812".</summary>
    public override string ToString()
    {
        Span<byte> type = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(type, Type);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Encoding.Latin1.GetString(type)} {Length}");
    }
}
