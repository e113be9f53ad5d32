using Srs.Media.Buffers;

namespace Srs.Media.Codecs.Av1;

/// <summary>The sample format of an AV1 sequence.</summary>
/// <remarks>AV1 Bitstream &amp; Decoding Process Specification §5.5.2 (color_config).</remarks>
/// <param name="BitDepth">Bits of a sample: 8, 10 or 12.</param>
/// <param name="IsMonochrome">True without chroma.</param>
/// <param name="SubsamplingX">True when chroma has half the width.</param>
/// <param name="SubsamplingY">True when chroma has half the height.</param>
/// <param name="ChromaSamplePosition">chroma_sample_position, 0 to 3; 0 when unknown.</param>
public readonly record struct Av1ColorConfig(
    int BitDepth, bool IsMonochrome, bool SubsamplingX, bool SubsamplingY, int ChromaSamplePosition)
{
    private const int Srgb = 13;

    /// <summary>Reads from behind the frame size to the end of color_config.</summary>
    /// <param name="bits">At frame_id_numbers_present_flag.</param>
    /// <param name="profile">seq_profile.</param>
    /// <param name="isReduced">reduced_still_picture_header.</param>
    /// <param name="color">The format.</param>
    /// <returns>False when bytes are missing.</returns>
    internal static bool TryRead(ref BitReader bits, int profile, bool isReduced, out Av1ColorConfig color)
    {
        SkipTools(ref bits, isReduced);
        var isHigh = bits.ReadFlag();
        var depth = profile == 2 && isHigh ? (bits.ReadFlag() ? 12 : 10) : isHigh ? 10 : 8;
        var isMonochrome = profile != 1 && bits.ReadFlag();
        var (primaries, transfer, matrix) = (2u, 2u, 2u);
        if (bits.ReadFlag())
        {
            (primaries, transfer, matrix) = (bits.ReadBits(8), bits.ReadBits(8), bits.ReadBits(8));
        }

        if (isMonochrome)
        {
            bits.Skip(1); // color_range
            color = new Av1ColorConfig(depth, IsMonochrome: true, SubsamplingX: true, SubsamplingY: true, 0);
            return !bits.HasFailed;
        }

        if ((primaries, transfer, matrix) == (1, Srgb, 0))
        {
            color = new Av1ColorConfig(depth, IsMonochrome: false, SubsamplingX: false, SubsamplingY: false, 0);
            return !bits.HasFailed;
        }

        bits.Skip(1); // color_range
        var halfWidth = profile switch
        {
            0 => true,
            1 => false,
            _ => depth != 12 || bits.ReadFlag(),
        };
        var halfHeight = profile == 0 || (profile == 2 && depth == 12 && halfWidth && bits.ReadFlag());
        var position = halfWidth && halfHeight ? (int)bits.ReadBits(2) : 0;
        color = new Av1ColorConfig(depth, IsMonochrome: false, halfWidth, halfHeight, position);
        return !bits.HasFailed;
    }

    private static void SkipTools(ref BitReader bits, bool isReduced)
    {
        if (!isReduced && bits.ReadFlag())
        {
            bits.Skip(4 + 3); // delta_frame_id_length_minus_2, additional_frame_id_length_minus_1
        }

        bits.Skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
        if (!isReduced)
        {
            bits.Skip(4); // interintra compound, masked compound, warped motion, dual filter
            var hasOrderHint = bits.ReadFlag();
            bits.Skip(hasOrderHint ? 2 : 0); // enable_jnt_comp, enable_ref_frame_mvs
            var isForced = bits.ReadFlag() || bits.ReadFlag(); // chosen per frame, or seq_force_screen_content_tools
            if (isForced && !bits.ReadFlag())
            {
                bits.Skip(1); // seq_force_integer_mv
            }

            bits.Skip(hasOrderHint ? 3 : 0); // order_hint_bits_minus_1
        }

        bits.Skip(3); // enable_superres, enable_cdef, enable_restoration
    }
}
