using System.Buffers.Binary;

namespace Srs.Media.Containers.Mp4;

/// <summary>What a movie fragment tells of one track.</summary>
/// <remarks>ISO/IEC 14496-12 §8.8.5 to §8.8.8 and §8.8.12. Samples are counted and timed, not listed.</remarks>
/// <param name="TrackId">track_ID.</param>
/// <param name="DecodeTime">baseMediaDecodeTime in units of the track; 0 when it is not told.</param>
/// <param name="Duration">Units of all samples.</param>
/// <param name="SampleCount">Samples.</param>
/// <param name="IsIndependent">True when the first sample is a sync sample.</param>
public readonly record struct Mp4TrackFragment(uint TrackId, long DecodeTime, long Duration, long SampleCount, bool IsIndependent)
{
    /// <summary>Most track fragments read of one movie fragment.</summary>
    public const int MaxTracks = Mp4TrackHeader.MaxTracks;

    /// <summary>Reads the track fragments of a movie fragment.</summary>
    /// <param name="moof">Content of moof, without its header.</param>
    /// <param name="tracks">The tracks of the init segment, for what the fragment leaves to them.</param>
    /// <param name="fragments">Receives them, in the order of the file.</param>
    /// <returns>False when one is damaged or cut off, or there are more than <see cref="MaxTracks"/>.</returns>
    public static bool TryReadAll(ReadOnlySpan<byte> moof, IReadOnlyList<Mp4TrackHeader> tracks, ICollection<Mp4TrackFragment> fragments)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(fragments);
        var boxes = new Mp4BoxReader(moof);
        var count = 0;
        while (boxes.TryReadNext(out var header, out var content))
        {
            if (!header.Is("traf"u8))
            {
                continue;
            }

            if (++count > MaxTracks || !TryRead(content, tracks, out var fragment))
            {
                return false;
            }

            fragments.Add(fragment);
        }

        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> traf, IReadOnlyList<Mp4TrackHeader> tracks, out Mp4TrackFragment fragment)
    {
        fragment = default;
        if (!Mp4BoxReader.TryFind(traf, "tfhd"u8, out var tfhd) || !TryReadDefaults(tfhd, tracks, out var defaults))
        {
            return false;
        }

        var run = new Mp4RunTotals { IsIndependent = true };
        var boxes = new Mp4BoxReader(traf);
        while (boxes.TryReadNext(out var header, out var content))
        {
            if (header.Is("trun"u8) && !run.TryAdd(content, defaults.Duration, defaults.Flags))
            {
                return false;
            }
        }

        var time = 0L;
        if (Mp4BoxReader.TryFind(traf, "tfdt"u8, out var tfdt))
        {
            var isLong = tfdt is [1, ..];
            if (tfdt.Length < (isLong ? 12 : 8))
            {
                return false;
            }

            time = isLong ? BinaryPrimitives.ReadInt64BigEndian(tfdt[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tfdt[4..]);
        }

        fragment = new Mp4TrackFragment(defaults.TrackId, time, run.Duration, run.SampleCount, run.IsIndependent);
        return time >= 0;
    }

    private static bool TryReadDefaults(
        ReadOnlySpan<byte> tfhd, IReadOnlyList<Mp4TrackHeader> tracks, out (uint TrackId, uint Duration, uint Flags) defaults)
    {
        defaults = default;
        if (tfhd.Length < 8)
        {
            return false;
        }

        defaults.TrackId = BinaryPrimitives.ReadUInt32BigEndian(tfhd[4..]);
        foreach (var track in tracks)
        {
            if (track.TrackId == defaults.TrackId)
            {
                (defaults.Duration, defaults.Flags) = (track.DefaultDuration, track.DefaultFlags);
            }
        }

        var present = BinaryPrimitives.ReadUInt32BigEndian(tfhd);
        var rest = tfhd[8..];
        return TrySkip(ref rest, (present & 0x01) != 0 ? 8 : 0) // base_data_offset
            && TrySkip(ref rest, (present & 0x02) != 0 ? 4 : 0) // sample_description_index
            && TryReadField(ref rest, (present & 0x08) != 0, ref defaults.Duration)
            && TrySkip(ref rest, (present & 0x10) != 0 ? 4 : 0) // default_sample_size
            && TryReadField(ref rest, (present & 0x20) != 0, ref defaults.Flags);
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> rest, int count)
    {
        if (rest.Length < count)
        {
            return false;
        }

        rest = rest[count..];
        return true;
    }

    private static bool TryReadField(ref ReadOnlySpan<byte> rest, bool isPresent, ref uint value)
    {
        if (!isPresent)
        {
            return true;
        }

        if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out var read))
        {
            return false;
        }

        value = read;
        rest = rest[sizeof(uint)..];
        return true;
    }
}
