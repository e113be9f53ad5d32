using System.Buffers.Binary;
using System.Numerics;

namespace Srs.Media.Containers.Mp4;

/// <summary>Adds the samples of runs up.</summary>
/// <remarks>ISO/IEC 14496-12 §8.8.8. Work is bounded by the bytes of the run, whatever number of samples it declares.</remarks>
internal struct Mp4RunTotals
{
    private const uint DataOffset = 0x01;
    private const uint FirstFlags = 0x04;
    private const uint SampleDuration = 0x100;
    private const uint SampleFlags = 0x400;
    private const uint SampleFields = 0xF00;
    private const uint NonSync = 1 << 16;
    private const uint MaxSamples = 1 << 24; // keeps sums within 64 bits, and is days of sound

    /// <summary>Units of all samples.</summary>
    public long Duration { get; private set; }

    /// <summary>Samples.</summary>
    public long SampleCount { get; private set; }

    /// <summary>True when the first sample is a sync sample.</summary>
    public bool IsIndependent { get; set; }

    /// <summary>Adds a run.</summary>
    /// <param name="trun">Content of trun.</param>
    /// <param name="defaultDuration">Duration of samples that do not tell theirs.</param>
    /// <param name="defaultFlags">sample_flags likewise.</param>
    /// <returns>False when it is cut off.</returns>
    public bool TryAdd(ReadOnlySpan<byte> trun, uint defaultDuration, uint defaultFlags)
    {
        if (trun.Length < 8)
        {
            return false;
        }

        var present = BinaryPrimitives.ReadUInt32BigEndian(trun);
        var count = BinaryPrimitives.ReadUInt32BigEndian(trun[4..]);
        var at = 8 + ((present & DataOffset) != 0 ? 4 : 0);
        var first = defaultFlags;
        if ((present & FirstFlags) != 0)
        {
            if (trun.Length < at + 4)
            {
                return false;
            }

            first = BinaryPrimitives.ReadUInt32BigEndian(trun[at..]);
            at += 4;
        }

        var length = 4 * BitOperations.PopCount(present & SampleFields);
        if (count > MaxSamples || at > trun.Length || count * (long)length > trun.Length - at)
        {
            return false;
        }

        // Fields of a sample: duration, size, flags, composition offset.
        var hasDuration = (present & SampleDuration) != 0;
        if ((present & SampleFlags) != 0 && (present & FirstFlags) == 0 && count > 0)
        {
            first = BinaryPrimitives.ReadUInt32BigEndian(trun[(at + (4 * BitOperations.PopCount(present & (SampleFields & (SampleFlags - 1)))))..]);
        }

        if (SampleCount == 0 && count > 0)
        {
            IsIndependent = (first & NonSync) == 0;
        }

        SampleCount += count;
        if (!hasDuration)
        {
            Duration += count * (long)defaultDuration;
            return Duration >= 0;
        }

        for (var i = 0; i < count; i++, at += length)
        {
            Duration += BinaryPrimitives.ReadUInt32BigEndian(trun[at..]);
        }

        return Duration >= 0;
    }
}
