using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Srs.Media.Codecs.H264;

/// <content>Runs of parameter sets, a 16-bit length before each.</content>
public sealed partial class AvcDecoderConfigurationRecord
{
    private static bool TryReadSets(ref ReadOnlyMemory<byte> data, int count, out ImmutableArray<ReadOnlyMemory<byte>> sets)
    {
        sets = [];
        var builder = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>(count);
        for (var i = 0; i < count; i++)
        {
            if (!BinaryPrimitives.TryReadUInt16BigEndian(data.Span, out var length) || length == 0 || data.Length - 2 < length)
            {
                return false;
            }

            builder.Add(data.Slice(2, length));
            data = data[(2 + length)..];
        }

        sets = builder.MoveToImmutable();
        return true;
    }

    private static int GetLength(ImmutableArray<ReadOnlyMemory<byte>> sets) => sets.Sum(set => 2 + set.Length);

    private static int WriteSets(ImmutableArray<ReadOnlyMemory<byte>> sets, Span<byte> destination)
    {
        var written = 0;
        foreach (var set in sets)
        {
            if (set.Length > ushort.MaxValue)
            {
                throw new InvalidOperationException("A parameter set is too long for an AVCDecoderConfigurationRecord.");
            }

            BinaryPrimitives.WriteUInt16BigEndian(destination[written..], (ushort)set.Length);
            set.Span.CopyTo(destination[(written + 2)..]);
            written += 2 + set.Length;
        }

        return written;
    }
}
