using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.H264;

/// <summary>What a server needs of an H.264 sequence parameter set.</summary>
/// <remarks>ISO/IEC 14496-10 §7.3.2.1.1 (seq_parameter_set_data) and annex E.1.1 (vui_parameters).</remarks>
public readonly partial record struct SequenceParameterSet
{
    /// <summary>NAL unit type of a sequence parameter set (table 7-1).</summary>
    public const int NalUnitType = 7;

    // A.3.1: neither side is longer than Sqrt(MaxFS * 8) macroblocks; MaxFS of level 6.2 is 139264.
    private const uint MaxMacroblocksPerSide = 1055;
    private const int MacroblockSize = 16;
    private const uint MaxReferenceFrames = 16;

    /// <summary>profile_idc.</summary>
    public int ProfileIdc { get; private init; }

    /// <summary>The byte of constraint_set flags, constraint_set0_flag highest.</summary>
    public int Constraints { get; private init; }

    /// <summary>level_idc, ten times the level.</summary>
    public int LevelIdc { get; private init; }

    /// <summary>chroma_format_idc: 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4.</summary>
    public int ChromaFormat { get; private init; }

    /// <summary>Bits of a luma sample, 8 to 14.</summary>
    public int LumaBitDepth { get; private init; }

    /// <summary>Bits of a chroma sample, 8 to 14.</summary>
    public int ChromaBitDepth { get; private init; }

    /// <summary>Width in pixels after cropping.</summary>
    public int Width { get; private init; }

    /// <summary>Height in pixels after cropping, of a whole frame when the pictures are fields.</summary>
    public int Height { get; private init; }

    /// <summary>Frames per second; 0 when the VUI does not promise a fixed rate.</summary>
    public double FrameRate { get; private init; }

    /// <summary>Reads a NAL unit, its header byte included, without start code or length.</summary>
    /// <returns>False when it is not a sequence parameter set or a field up to the cropping is out of range or missing.</returns>
    /// <remarks>A damaged VUI costs the frame rate only.</remarks>
    public static bool TryRead(ReadOnlySpan<byte> nalUnit, out SequenceParameterSet set)
    {
        set = default;
        if (nalUnit.IsEmpty || (nalUnit[0] & 0x1F) != NalUnitType)
        {
            return false;
        }

        var bits = new BitReader(nalUnit[1..], skipEmulationPrevention: true);
        set = new SequenceParameterSet
        {
            ProfileIdc = (int)bits.ReadBits(8),
            Constraints = (int)bits.ReadBits(8),
            LevelIdc = (int)bits.ReadBits(8),
            ChromaFormat = 1,
            LumaBitDepth = 8,
            ChromaBitDepth = 8,
        };
        bits.ReadUnsignedGolomb(max: 31); // seq_parameter_set_id
        var separateColourPlanes = false;
        if (HasChromaFields(set.ProfileIdc))
        {
            set = set with { ChromaFormat = (int)bits.ReadUnsignedGolomb(max: 3) };
            separateColourPlanes = set.ChromaFormat == 3 && bits.ReadFlag();
            set = set with
            {
                LumaBitDepth = 8 + (int)bits.ReadUnsignedGolomb(max: 6),
                ChromaBitDepth = 8 + (int)bits.ReadUnsignedGolomb(max: 6),
            };
            bits.Skip(1); // qpprime_y_zero_transform_bypass_flag
            SkipScalingMatrix(ref bits, set.ChromaFormat);
        }

        bits.ReadUnsignedGolomb(max: 12); // log2_max_frame_num_minus4
        SkipPictureOrderCount(ref bits);
        bits.ReadUnsignedGolomb(MaxReferenceFrames);
        bits.Skip(1); // gaps_in_frame_num_value_allowed_flag
        if (!TryReadSize(ref bits, separateColourPlanes ? 0 : set.ChromaFormat, out var width, out var height))
        {
            set = default;
            return false;
        }

        set = set with { Width = width, Height = height, FrameRate = ReadFrameRate(ref bits) };
        return true;
    }

    /// <summary>The picture format that the set describes.</summary>
    public VideoFormat ToVideoFormat() =>
        new(Width, Height, H264Names.GetProfile(ProfileIdc), H264Names.GetLevel(ProfileIdc, Constraints, LevelIdc));

    /// <summary>True for the profiles whose sets, and decoder configuration records, tell chroma format and bit depth.</summary>
    internal static bool HasChromaFields(int profileIdc) =>
        profileIdc is 100 or 110 or 122 or 244 or 44 or 83 or 86 or 118 or 128 or 138 or 139 or 134 or 135;

    private static bool TryReadSize(ref BitReader bits, int chromaArrayType, out int width, out int height)
    {
        width = (1 + (int)bits.ReadUnsignedGolomb(MaxMacroblocksPerSide - 1)) * MacroblockSize;
        height = (1 + (int)bits.ReadUnsignedGolomb(MaxMacroblocksPerSide - 1)) * MacroblockSize;
        var fields = bits.ReadFlag() ? 1 : 2; // frame_mbs_only_flag
        if (fields == 2)
        {
            height *= 2;
            bits.Skip(1); // mb_adaptive_frame_field_flag
        }

        bits.Skip(1); // direct_8x8_inference_flag
        if (bits.ReadFlag())
        {
            // Equations 7-19 to 7-22: crop offsets count chroma samples, and rows of both fields.
            var unitX = chromaArrayType is 1 or 2 ? 2 : 1;
            var unitY = (chromaArrayType == 1 ? 2 : 1) * fields;
            width -= unitX * ReadCropPair(ref bits, width);
            height -= unitY * ReadCropPair(ref bits, height);
        }

        return !bits.HasFailed && width > 0 && height > 0;
    }

    private static int ReadCropPair(ref BitReader bits, int size) =>
        (int)(bits.ReadUnsignedGolomb((uint)size) + bits.ReadUnsignedGolomb((uint)size));
}
