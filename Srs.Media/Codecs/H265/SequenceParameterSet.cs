using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.H265;

/// <summary>What a server needs of an H.265 sequence parameter set: its fields up to the bit depths.</summary>
/// <remarks>ISO/IEC 23008-2 §7.3.2.2.1 (seq_parameter_set_rbsp), of the base layer.</remarks>
public readonly record struct SequenceParameterSet
{
    /// <summary>Most temporal sub-layers (sps_max_sub_layers_minus1 is 0 to 6).</summary>
    public const int MaxSubLayers = 7;

    // A.4.1: neither side is longer than Sqrt(MaxLumaPs * 8); MaxLumaPs of level 7.2 is 142606336.
    private const uint MaxSide = 33776;
    private const uint MaxBitDepth = 16;

    /// <summary>Profile, tier and level.</summary>
    public ProfileTierLevel General { get; private init; }

    /// <summary>Temporal sub-layers, 1 to 7.</summary>
    public int SubLayers { get; private init; }

    /// <summary>sps_temporal_id_nesting_flag.</summary>
    public bool IsTemporalIdNested { get; private init; }

    /// <summary>chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.</summary>
    public int ChromaFormat { get; private init; }

    /// <summary>Bits of a luma sample, 8 to 16.</summary>
    public int LumaBitDepth { get; private init; }

    /// <summary>Bits of a chroma sample, 8 to 16.</summary>
    public int ChromaBitDepth { get; private init; }

    /// <summary>Width in pixels after cropping.</summary>
    public int Width { get; private init; }

    /// <summary>Height in pixels after cropping.</summary>
    public int Height { get; private init; }

    /// <summary>Reads a NAL unit, its two header bytes included, without start code or length.</summary>
    /// <returns>False when it is not a sequence parameter set or a field is out of range or missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> nalUnit, out SequenceParameterSet set)
    {
        set = default;
        if (nalUnit.Length < HevcNalUnit.HeaderLength || HevcNalUnit.GetType(nalUnit) != HevcNalUnit.Sps)
        {
            return false;
        }

        var bits = new BitReader(nalUnit[HevcNalUnit.HeaderLength..], skipEmulationPrevention: true);
        bits.Skip(4); // sps_video_parameter_set_id
        var subLayers = 1 + (int)bits.ReadBits(3);
        var isNested = bits.ReadFlag();
        var general = ProfileTierLevel.Read(ref bits);
        ProfileTierLevel.SkipSubLayers(ref bits, subLayers - 1);
        bits.ReadUnsignedGolomb(max: 15); // sps_seq_parameter_set_id
        var chromaFormat = (int)bits.ReadUnsignedGolomb(max: 3);
        var separateColourPlanes = chromaFormat == 3 && bits.ReadFlag();
        if (!TryReadSize(ref bits, separateColourPlanes ? 0 : chromaFormat, out var width, out var height))
        {
            return false;
        }

        var lumaBitDepth = 8 + (int)bits.ReadUnsignedGolomb(MaxBitDepth - 8);
        var chromaBitDepth = 8 + (int)bits.ReadUnsignedGolomb(MaxBitDepth - 8);
        if (bits.HasFailed || subLayers > MaxSubLayers)
        {
            return false;
        }

        set = new SequenceParameterSet
        {
            General = general,
            SubLayers = subLayers,
            IsTemporalIdNested = isNested,
            ChromaFormat = chromaFormat,
            LumaBitDepth = lumaBitDepth,
            ChromaBitDepth = chromaBitDepth,
            Width = width,
            Height = height,
        };
        return true;
    }

    /// <summary>The picture format that the set describes.</summary>
    public VideoFormat ToVideoFormat() =>
        new(Width, Height, H265Names.GetProfile(General.ProfileIdc), H265Names.GetLevel(General.LevelIdc));

    private static bool TryReadSize(ref BitReader bits, int chromaArrayType, out int width, out int height)
    {
        width = (int)bits.ReadUnsignedGolomb(MaxSide);
        height = (int)bits.ReadUnsignedGolomb(MaxSide);
        if (bits.ReadFlag())
        {
            // Equations 7-38 and 7-39: the conformance window counts chroma samples.
            width -= (chromaArrayType is 1 or 2 ? 2 : 1) * ReadCropPair(ref bits, width);
            height -= (chromaArrayType == 1 ? 2 : 1) * ReadCropPair(ref bits, height);
        }

        return !bits.HasFailed && width > 0 && height > 0;
    }

    private static int ReadCropPair(ref BitReader bits, int size) =>
        (int)(bits.ReadUnsignedGolomb((uint)size) + bits.ReadUnsignedGolomb((uint)size));
}
