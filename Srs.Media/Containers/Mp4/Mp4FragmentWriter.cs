namespace Srs.Media.Containers.Mp4;

/// <summary>Lays a movie fragment of one track out.</summary>
/// <remarks>ISO/IEC 14496-12 §8.8.4 to §8.8.8 (moof), §8.8.12 (tfdt), §8.16.2 (styp), §8.16.5 (prft).</remarks>
internal static class Mp4FragmentWriter
{
    private const uint DefaultBaseIsMoof = 0x020000;
    private const uint DefaultDuration = 0x08;
    private const uint DefaultFlags = 0x20;
    private const uint DataOffset = 0x01;
    private const uint FirstFlags = 0x04;
    private const uint SampleDuration = 0x100;
    private const uint SampleSize = 0x200;
    private const uint SampleFlags = 0x400;
    private const uint SampleOffset = 0x800;
    private const uint EncoderOutput = 1;
    private const int BoxHeaderLength = 8;

    private static readonly DateTimeOffset NtpEpoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes everything up to the first byte of media.</summary>
    /// <returns>Bytes of the whole fragment.</returns>
    public static int WriteHead(Mp4BoxWriter writer, in CmafFragmentHead head, ReadOnlySpan<CmafSample> samples)
    {
        writer.Clear();
        if (head.StartsSegment)
        {
            using (writer.Open("styp"u8))
            {
                writer.Write("msdh"u8);
                writer.WriteUInt32(0);
                writer.Write("msdhcmfs"u8);
            }
        }

        if (head.WallTime is { } time)
        {
            WriteReferenceTime(writer, head.Format.TrackId, time, head.Presentation);
        }

        var moof = writer.Length;
        var dataOffset = 0;
        using (writer.Open("moof"u8))
        {
            using (writer.OpenFull("mfhd"u8))
            {
                writer.WriteUInt32(head.Sequence);
            }

            using (writer.Open("traf"u8))
            {
                var shared = Share(samples);
                WriteTrackHeader(writer, head.Format.TrackId, samples, shared);
                using (writer.OpenFull("tfdt"u8, version: 1))
                {
                    writer.WriteUInt64((ulong)samples[0].Start);
                }

                dataOffset = WriteRun(writer, samples, shared);
            }
        }

        writer.Patch(dataOffset, writer.Length - moof + BoxHeaderLength);
        var mediaLength = 0;
        foreach (ref readonly var sample in samples)
        {
            mediaLength += sample.Length;
        }

        writer.WriteInt32(BoxHeaderLength + mediaLength);
        writer.Write("mdat"u8);
        return writer.Length + mediaLength;
    }

    /// <summary>Puts head and media together.</summary>
    public static void Assemble(Mp4BoxWriter head, ReadOnlySpan<CmafSample> samples, Span<byte> destination)
    {
        head.Span.CopyTo(destination);
        var at = head.Length;
        foreach (ref readonly var sample in samples)
        {
            sample.Frame.Payload.Span[sample.Skip..].CopyTo(destination[at..]);
            at += sample.Length;
        }
    }

    private static Shared Share(ReadOnlySpan<CmafSample> samples)
    {
        var later = samples.Length > 1 ? samples[1].Flags : samples[0].Flags;
        var (duration, flags, hasOffsets) = (true, true, false);
        for (var i = 0; i < samples.Length; i++)
        {
            duration &= samples[i].Duration == samples[0].Duration;
            flags &= i == 0 || samples[i].Flags == later;
            hasOffsets |= samples[i].CompositionOffset != 0;
        }

        return new Shared(duration, flags, later, flags && samples[0].Flags != later, hasOffsets);
    }

    private static void WriteTrackHeader(Mp4BoxWriter writer, uint trackId, ReadOnlySpan<CmafSample> samples, in Shared shared)
    {
        var flags = DefaultBaseIsMoof | (shared.Duration ? DefaultDuration : 0) | (shared.Flags ? DefaultFlags : 0);
        using (writer.OpenFull("tfhd"u8, flags: flags))
        {
            writer.WriteUInt32(trackId);
            if (shared.Duration)
            {
                writer.WriteUInt32(samples[0].Duration);
            }

            if (shared.Flags)
            {
                writer.WriteUInt32(shared.LaterFlags);
            }
        }
    }

    /// <summary>Writes the run and gives where its data_offset is.</summary>
    private static int WriteRun(Mp4BoxWriter writer, ReadOnlySpan<CmafSample> samples, in Shared shared)
    {
        var flags = DataOffset | SampleSize | (shared.FirstDiffers ? FirstFlags : 0) | (shared.Duration ? 0 : SampleDuration)
            | (shared.Flags ? 0 : SampleFlags) | (shared.HasOffsets ? SampleOffset : 0);
        using (writer.OpenFull("trun"u8, version: 1, flags))
        {
            writer.WriteInt32(samples.Length);
            var dataOffset = writer.Length;
            writer.WriteUInt32(0);
            if (shared.FirstDiffers)
            {
                writer.WriteUInt32(samples[0].Flags);
            }

            foreach (ref readonly var sample in samples)
            {
                if (!shared.Duration)
                {
                    writer.WriteUInt32(sample.Duration);
                }

                writer.WriteInt32(sample.Length);
                if (!shared.Flags)
                {
                    writer.WriteUInt32(sample.Flags);
                }

                if (shared.HasOffsets)
                {
                    writer.WriteInt32(sample.CompositionOffset);
                }
            }

            return dataOffset;
        }
    }

    private static void WriteReferenceTime(Mp4BoxWriter writer, uint trackId, DateTimeOffset time, long presentation)
    {
        var sinceEpoch = time - NtpEpoch;
        var (seconds, ticks) = Math.DivRem(sinceEpoch.Ticks, TimeSpan.TicksPerSecond);
        using (writer.OpenFull("prft"u8, version: 1, EncoderOutput))
        {
            writer.WriteUInt32(trackId);
            writer.WriteUInt32((uint)seconds);
            writer.WriteUInt32((uint)((ticks << 32) / TimeSpan.TicksPerSecond));
            writer.WriteUInt64((ulong)Math.Max(presentation, 0));
        }
    }

    /// <summary>What the samples have in common.</summary>
    /// <param name="Duration">All durations are equal.</param>
    /// <param name="Flags">All flags are equal, those of the first one aside.</param>
    /// <param name="LaterFlags">Flags of those after the first one.</param>
    /// <param name="FirstDiffers">The first one has other flags.</param>
    /// <param name="HasOffsets">One has a composition offset at least.</param>
    private readonly record struct Shared(bool Duration, bool Flags, uint LaterFlags, bool FirstDiffers, bool HasOffsets);
}
