using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Nal;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.H265;

/// <summary>Decoder configuration of H.265, as FLV, MP4 and RTMP carry it.</summary>
/// <remarks>
/// ISO/IEC 14496-15 §8.3.3.1:
/// <code>
/// | version 1 | profile, tier, level 96 | 1111 + min spatial segmentation 12 | 111111 + parallelism 2 | 111111 + chroma format 2 |
/// | 11111 + luma bit depth - 8 (3) | 11111 + chroma bit depth - 8 (3) | average frame rate 16 |
/// | constant frame rate 2 + temporal layers 3 + temporal id nested 1 + length size - 1 (2) | array count |
/// | { complete 1 + 0 + NAL unit type 6, 16-bit count, { 16-bit length, NAL unit } ... } ... |
/// </code>
/// </remarks>
public sealed class HevcDecoderConfigurationRecord
{
    /// <summary>Longest record taken, in bytes.</summary>
    public const int MaxLength = 65536;

    private const byte Version = 1;
    private const int FixedLength = 23;
    private const int LengthSizeOffset = 21;
    private const int ArrayHeaderLength = 3;
    private const int MaxBitDepth = 15;

    /// <summary>Profile, tier and level.</summary>
    public required ProfileTierLevel General { get; init; }

    /// <summary>min_spatial_segmentation_idc, 0 to 4095.</summary>
    public int MinSpatialSegmentation { get; init; }

    /// <summary>parallelismType: 0 mixed or unknown, 1 slices, 2 tiles, 3 wavefronts.</summary>
    public int ParallelismType { get; init; }

    /// <summary>chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.</summary>
    public int ChromaFormat { get; init; }

    /// <summary>Bits of a luma sample, 8 to 15.</summary>
    public int LumaBitDepth { get; init; } = 8;

    /// <summary>Bits of a chroma sample, 8 to 15.</summary>
    public int ChromaBitDepth { get; init; } = 8;

    /// <summary>Frames in 256 seconds; 0 when unknown.</summary>
    public int AverageFrameRate { get; init; }

    /// <summary>constantFrameRate, 0 to 3; 0 when unknown.</summary>
    public int ConstantFrameRate { get; init; }

    /// <summary>Temporal layers, 0 when unknown, up to 7.</summary>
    public int TemporalLayers { get; init; }

    /// <summary>sps_temporal_id_nesting_flag of all sequence parameter sets.</summary>
    public bool IsTemporalIdNested { get; init; }

    /// <summary>Bytes of the length before each NAL unit: 1, 2 or 4; 3 is reserved.</summary>
    public int LengthSize { get; init; } = 4;

    /// <summary>The NAL units, by type.</summary>
    public ImmutableArray<HevcNalArray> Arrays { get; init; } = [];

    /// <summary>Bytes that <see cref="Write"/> needs.</summary>
    public int Length => FixedLength + Arrays.Sum(array => ArrayHeaderLength + ParameterSets.GetLength(array.Units));

    /// <summary>Makes the record for these parameter sets, with 4-byte lengths.</summary>
    /// <param name="videoParameterSets">Any number.</param>
    /// <param name="sequenceParameterSets">At least one; the first tells profile, level and sample format.</param>
    /// <param name="pictureParameterSets">Any number.</param>
    /// <returns>Null when the first sequence parameter set is damaged or missing.</returns>
    public static HevcDecoderConfigurationRecord? Create(
        ImmutableArray<ReadOnlyMemory<byte>> videoParameterSets,
        ImmutableArray<ReadOnlyMemory<byte>> sequenceParameterSets,
        ImmutableArray<ReadOnlyMemory<byte>> pictureParameterSets)
    {
        if (sequenceParameterSets.IsEmpty || !SequenceParameterSet.TryRead(sequenceParameterSets[0].Span, out var sps))
        {
            return null;
        }

        return new HevcDecoderConfigurationRecord
        {
            General = sps.General,
            ChromaFormat = sps.ChromaFormat,
            LumaBitDepth = sps.LumaBitDepth,
            ChromaBitDepth = sps.ChromaBitDepth,
            TemporalLayers = sps.SubLayers,
            IsTemporalIdNested = sps.IsTemporalIdNested,
            Arrays =
            [
                new HevcNalArray(HevcNalUnit.Vps, IsComplete: true, videoParameterSets),
                new HevcNalArray(HevcNalUnit.Sps, IsComplete: true, sequenceParameterSets),
                new HevcNalArray(HevcNalUnit.Pps, IsComplete: true, pictureParameterSets),
            ],
        };
    }

    /// <summary>Reads a record.</summary>
    /// <param name="data">The whole record; the NAL units stay slices of it. Bytes after the arrays are left out.</param>
    /// <param name="record">The record, or null.</param>
    /// <returns>False when it is damaged, truncated or longer than <see cref="MaxLength"/>.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out HevcDecoderConfigurationRecord? record)
    {
        record = null;
        var fields = data.Span;
        if (fields.Length is < FixedLength or > MaxLength || fields[0] != Version)
        {
            return false;
        }

        if (!TryReadArrays(data[FixedLength..], fields[22], out var arrays))
        {
            return false;
        }

        var bits = new BitReader(fields.Slice(1, ProfileTierLevel.Length));
        record = new HevcDecoderConfigurationRecord
        {
            General = ProfileTierLevel.Read(ref bits),
            MinSpatialSegmentation = BinaryPrimitives.ReadUInt16BigEndian(fields[13..]) & 0xFFF,
            ParallelismType = fields[15] & 3,
            ChromaFormat = fields[16] & 3,
            LumaBitDepth = 8 + (fields[17] & 7),
            ChromaBitDepth = 8 + (fields[18] & 7),
            AverageFrameRate = BinaryPrimitives.ReadUInt16BigEndian(fields[19..]),
            ConstantFrameRate = fields[LengthSizeOffset] >> 6,
            TemporalLayers = (fields[LengthSizeOffset] >> 3) & 7,
            IsTemporalIdNested = (fields[LengthSizeOffset] & 4) != 0,
            LengthSize = 1 + (fields[LengthSizeOffset] & 3),
            Arrays = arrays,
        };
        return true;
    }

    /// <summary>Changes the length size within the bytes of a whole record.</summary>
    internal static void SetLengthSize(Span<byte> record, int lengthSize) =>
        record[LengthSizeOffset] = (byte)((record[LengthSizeOffset] & 0xFC) | (lengthSize - 1));

    /// <summary>Writes the record and gives its length in bytes.</summary>
    /// <exception cref="InvalidOperationException">A NAL unit, or a number of them, does not fit its field.</exception>
    public int Write(Span<byte> destination)
    {
        var hasTooMany = Arrays.Length > byte.MaxValue || Arrays.Any(array => array.Units.Length > ushort.MaxValue);
        if (hasTooMany || LumaBitDepth > MaxBitDepth || ChromaBitDepth > MaxBitDepth)
        {
            throw new InvalidOperationException("A field is too large for an HEVCDecoderConfigurationRecord.");
        }

        destination[0] = Version;
        General.Write(destination[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(destination[13..], (ushort)(0xF000 | MinSpatialSegmentation));
        destination[15] = (byte)(0xFC | ParallelismType);
        destination[16] = (byte)(0xFC | ChromaFormat);
        destination[17] = (byte)(0xF8 | (LumaBitDepth - 8));
        destination[18] = (byte)(0xF8 | (ChromaBitDepth - 8));
        BinaryPrimitives.WriteUInt16BigEndian(destination[19..], (ushort)AverageFrameRate);
        destination[LengthSizeOffset] =
            (byte)((ConstantFrameRate << 6) | (TemporalLayers << 3) | (IsTemporalIdNested ? 4 : 0) | (LengthSize - 1));
        destination[22] = (byte)Arrays.Length;
        var written = FixedLength;
        foreach (var array in Arrays)
        {
            destination[written] = (byte)((array.IsComplete ? 0x80 : 0) | array.NalUnitType);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(written + 1)..], (ushort)array.Units.Length);
            written += ArrayHeaderLength;
            written += ParameterSets.Write(array.Units, destination[written..]);
        }

        return written;
    }

    /// <summary>The picture format that the first readable sequence parameter set tells; without one, only profile and level.</summary>
    public VideoFormat ToVideoFormat()
    {
        foreach (var array in Arrays)
        {
            foreach (var unit in array.Units)
            {
                if (array.NalUnitType == HevcNalUnit.Sps && SequenceParameterSet.TryRead(unit.Span, out var sps))
                {
                    return sps.ToVideoFormat();
                }
            }
        }

        return new VideoFormat(0, 0, H265Names.GetProfile(General.ProfileIdc), H265Names.GetLevel(General.LevelIdc));
    }

    private static bool TryReadArrays(ReadOnlyMemory<byte> rest, int count, out ImmutableArray<HevcNalArray> arrays)
    {
        arrays = [];
        var builder = ImmutableArray.CreateBuilder<HevcNalArray>(count);
        for (var i = 0; i < count; i++)
        {
            if (rest.Length < ArrayHeaderLength)
            {
                return false;
            }

            var type = rest.Span[0];
            var unitCount = BinaryPrimitives.ReadUInt16BigEndian(rest.Span[1..]);
            rest = rest[ArrayHeaderLength..];
            if (!ParameterSets.TryRead(ref rest, unitCount, out var units))
            {
                return false;
            }

            builder.Add(new HevcNalArray(type & 0x3F, (type & 0x80) != 0, units));
        }

        arrays = builder.MoveToImmutable();
        return true;
    }
}

/// <summary>NAL units of one type.</summary>
/// <param name="NalUnitType">nal_unit_type, 0 to 63.</param>
/// <param name="IsComplete">True when the frames hold no further ones of the type (array_completeness).</param>
/// <param name="Units">NAL units with their header bytes, without length.</param>
public sealed record HevcNalArray(int NalUnitType, bool IsComplete, ImmutableArray<ReadOnlyMemory<byte>> Units);
