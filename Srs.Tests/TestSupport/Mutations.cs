using System.Buffers.Binary;

namespace Srs.Tests.TestSupport;

/// <summary>Damaged copies of valid bytes, the same ones each run.</summary>
public static class Mutations
{
    private static readonly byte[] ExtremeBytes = [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF];

    private static readonly uint[] ExtremeLengths =
        [0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFF, 0xFFFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF];

    /// <summary>Makes <paramref name="count"/> mutations of <paramref name="valid"/>, each by one to three random changes.</summary>
    /// <param name="valid">Bytes to start from; not changed.</param>
    /// <param name="count">How many to make.</param>
    /// <param name="seed">The same seed gives the same mutations.</param>
    public static IEnumerable<byte[]> Of(byte[] valid, int count, int seed = 1)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var mutated = (byte[])valid.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                mutated = Change(mutated, random);
            }

            yield return mutated;
        }
    }

    /// <summary>Every proper prefix of <paramref name="valid"/>, the empty one first.</summary>
    public static IEnumerable<byte[]> Truncations(byte[] valid)
    {
        for (var length = 0; length < valid.Length; length++)
        {
            yield return valid[..length];
        }
    }

    private static byte[] Change(byte[] bytes, Random random)
    {
        if (bytes.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        switch (random.Next(7))
        {
            case 0:
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[random.Next(bytes.Length)] = ExtremeBytes[random.Next(ExtremeBytes.Length)];
                return bytes;
            case 2:
                return bytes[..random.Next(bytes.Length)];
            case 3:
                return Duplicate(bytes, random);
            case 4:
                return Remove(bytes, random);
            case 5:
                return Insert(bytes, random);
            default:
                return OverwriteLength(bytes, random);
        }
    }

    private static (int Start, int End) PickRange(byte[] bytes, Random random)
    {
        var start = random.Next(bytes.Length);
        return (start, start + random.Next(1, Math.Min(64, bytes.Length - start) + 1));
    }

    private static byte[] Duplicate(byte[] bytes, Random random)
    {
        var (start, end) = PickRange(bytes, random);
        return [.. bytes[..end], .. bytes[start..]];
    }

    private static byte[] Remove(byte[] bytes, Random random)
    {
        var (start, end) = PickRange(bytes, random);
        return [.. bytes[..start], .. bytes[end..]];
    }

    private static byte[] Insert(byte[] bytes, Random random)
    {
        var inserted = new byte[random.Next(1, 16)];
        random.NextBytes(inserted);
        var at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. inserted, .. bytes[at..]];
    }

    /// <summary>Writes an extreme, or one near the number of bytes that follow, over 1 to 4 bytes that may be a length.</summary>
    private static byte[] OverwriteLength(byte[] bytes, Random random)
    {
        var size = Math.Min(random.Next(1, 5), bytes.Length);
        var at = random.Next(bytes.Length - size + 1);
        var length = random.Next(2) == 0
            ? ExtremeLengths[random.Next(ExtremeLengths.Length)]
            : (uint)(bytes.Length - at - size + random.Next(-2, 3));
        Span<byte> field = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(field, length);
        field[^size..].CopyTo(bytes.AsSpan(at));
        return bytes;
    }
}
