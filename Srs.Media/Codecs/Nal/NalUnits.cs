using System.Buffers.Binary;
using Srs.Media.Buffers;

namespace Srs.Media.Codecs.Nal;

/// <summary>Walks and converts the NAL units of an H.264 or H.265 access unit.</summary>
/// <remarks>
/// The canonical shape is a 4-byte big-endian length before each NAL unit (ISO/IEC 14496-15 §5.3.4.2.1 and §8.3.4). Others are lengths of
/// 1 to 3 bytes, and start codes (annex B of ISO/IEC 14496-10 and 23008-2).
/// </remarks>
public static class NalUnits
{
    private const int CanonicalLengthSize = 4;

    private static ReadOnlySpan<byte> StartCode => [0, 0, 1];

    /// <summary>Takes the first NAL unit off the front of <paramref name="units"/>.</summary>
    /// <param name="units">NAL units with lengths of <paramref name="lengthSize"/> bytes; unchanged when false.</param>
    /// <param name="lengthSize">Bytes of each length, 1 to 4.</param>
    /// <param name="unit">The NAL unit without its length, header byte first; empty when the length is 0.</param>
    /// <returns>False at the end, and when the length is cut off or reaches past the end.</returns>
    public static bool TryReadNext(ref ReadOnlySpan<byte> units, int lengthSize, out ReadOnlySpan<byte> unit)
    {
        unit = default;
        if (units.Length < lengthSize)
        {
            return false;
        }

        uint length = 0;
        foreach (var digit in units[..lengthSize])
        {
            length = (length << 8) | digit;
        }

        if (length > units.Length - lengthSize)
        {
            return false;
        }

        unit = units.Slice(lengthSize, (int)length);
        units = units[(lengthSize + (int)length)..];
        return true;
    }

    /// <summary>True for one or more NAL units of at least a byte each, with 4-byte lengths that end where the bytes end.</summary>
    public static bool IsCanonical(ReadOnlySpan<byte> units)
    {
        var rest = units;
        while (TryReadNext(ref rest, CanonicalLengthSize, out var unit))
        {
            if (unit.IsEmpty)
            {
                return false;
            }
        }

        return rest.IsEmpty && !units.IsEmpty;
    }

    /// <summary>True when the bytes begin with a start code of 3 or 4 bytes.</summary>
    public static bool StartsWithStartCode(ReadOnlySpan<byte> units) =>
        units.StartsWith(StartCode) || (units.Length > 3 && units[0] == 0 && units[1..].StartsWith(StartCode));

    /// <summary>Appends the NAL units to <paramref name="destination"/> in the canonical shape, without the empty ones.</summary>
    /// <param name="units">NAL units with lengths of <paramref name="lengthSize"/> bytes.</param>
    /// <param name="lengthSize">Bytes of each length, 1 to 4.</param>
    /// <param name="destination">Grows by at most two and a half times the length of <paramref name="units"/>.</param>
    /// <returns>False when a length is damaged; nothing is appended then.</returns>
    public static bool TryConvertLengths(ReadOnlySpan<byte> units, int lengthSize, PooledBytes destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var rest = units;
        while (TryReadNext(ref rest, lengthSize, out _))
        {
        }

        if (!rest.IsEmpty)
        {
            return false;
        }

        while (TryReadNext(ref units, lengthSize, out var unit))
        {
            Append(unit, destination);
        }

        return true;
    }

    /// <summary>Appends the NAL units of an Annex B byte stream in the canonical shape, without the empty ones.</summary>
    /// <param name="stream">Begins with a start code; zero bytes before each start code and at the end are dropped.</param>
    /// <param name="destination">Grows by at most five quarters of the length of <paramref name="stream"/>.</param>
    /// <returns>False when the bytes begin with something else than a start code; nothing is appended then.</returns>
    public static bool TryConvertStartCodes(ReadOnlySpan<byte> stream, PooledBytes destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!StartsWithStartCode(stream))
        {
            return false;
        }

        var rest = stream[(stream.IndexOf(StartCode) + StartCode.Length)..];
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf(StartCode);
            var unit = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + StartCode.Length)..];
            Append(unit.TrimEnd((byte)0), destination);
        }

        return true;
    }

    private static void Append(ReadOnlySpan<byte> unit, PooledBytes destination)
    {
        if (unit.IsEmpty)
        {
            return;
        }

        Span<byte> length = stackalloc byte[CanonicalLengthSize];
        BinaryPrimitives.WriteInt32BigEndian(length, unit.Length);
        destination.Append(length);
        destination.Append(unit);
    }
}
