using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Srs.Media.Codecs.Nal;

/// <summary>Runs of parameter sets as decoder configuration records hold them, a 16-bit length before each.</summary>
/// <remarks>ISO/IEC 14496-15 §5.3.3.1.2 and §8.3.3.1.2.</remarks>
internal static class ParameterSets
{
    private const int LengthSize = 2;

    /// <summary>Takes <paramref name="count"/> sets off the front of <paramref name="data"/>; they stay slices of it.</summary>
    /// <returns>False when one is empty or cut off.</returns>
    public static bool TryRead(ref ReadOnlyMemory<byte> data, int count, out ImmutableArray<ReadOnlyMemory<byte>> sets)
    {
        sets = [];

        // Each set has a byte at least, so that a declared count cannot make a large array for a short record.
        if (count > data.Length / (LengthSize + 1))
        {
            return false;
        }

        var builder = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(count);
        for (var i = 0; i < count; i++)
        {
            if (!BinaryPrimitives.TryReadUInt16BigEndian(data.Span, out var length) || length == 0 || data.Length - LengthSize < length)
            {
                return false;
            }

            builder.Add(data.Slice(LengthSize, length));
            data = data[(LengthSize + length)..];
        }

        sets = builder.MoveToImmutable();
        return true;
    }

    /// <summary>Bytes that <see cref="Write"/> needs.</summary>
    public static int GetLength(ImmutableArray<ReadOnlyMemory<byte>> sets) => sets.Sum(set => LengthSize + set.Length);

    /// <summary>Writes the sets and gives the bytes written.</summary>
    /// <exception cref="InvalidOperationException">A set is longer than its length field can tell.</exception>
    public static int Write(ImmutableArray<ReadOnlyMemory<byte>> sets, Span<byte> destination)
    {
        var written = 0;
        foreach (var set in sets)
        {
            if (set.Length > ushort.MaxValue)
            {
                throw new InvalidOperationException("A parameter set is too long for a decoder configuration record.");
            }

            BinaryPrimitives.WriteUInt16BigEndian(destination[written..], (ushort)set.Length);
            set.Span.CopyTo(destination[(written + LengthSize)..]);
            written += LengthSize + set.Length;
        }

        return written;
    }
}
