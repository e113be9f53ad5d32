using Srs.Media.Buffers;

namespace Srs.Media.Codecs.H264;

/// <content>Parts that are read for what comes after them, and the VUI.</content>
public readonly partial record struct SequenceParameterSet
{
    private const int ExtendedAspectRatio = 255; // Extended_SAR of table E-1

    private static void SkipScalingMatrix(ref BitReader bits, int chromaFormat)
    {
        if (!bits.ReadFlag())
        {
            return;
        }

        var lists = chromaFormat == 3 ? 12 : 8;
        for (var list = 0; list < lists && !bits.HasFailed; list++)
        {
            if (bits.ReadFlag())
            {
                SkipScalingList(ref bits, list < 6 ? 16 : 64);
            }
        }
    }

    // §7.3.2.1.1.1: the list ends early once a delta brings the scale to 0.
    private static void SkipScalingList(ref BitReader bits, int size)
    {
        var scale = 8;
        for (var i = 0; i < size && scale != 0 && !bits.HasFailed; i++)
        {
            scale = (scale + bits.ReadSignedGolomb()) & 0xFF;
        }
    }

    private static void SkipPictureOrderCount(ref BitReader bits)
    {
        switch (bits.ReadUnsignedGolomb(max: 2))
        {
            case 0:
                bits.ReadUnsignedGolomb(max: 12); // log2_max_pic_order_cnt_lsb_minus4
                break;
            case 1:
                bits.Skip(1); // delta_pic_order_always_zero_flag
                bits.ReadSignedGolomb(); // offset_for_non_ref_pic
                bits.ReadSignedGolomb(); // offset_for_top_to_bottom_field
                var count = bits.ReadUnsignedGolomb(max: 255);
                for (var i = 0; i < count && !bits.HasFailed; i++)
                {
                    bits.ReadSignedGolomb(); // offset_for_ref_frame
                }

                break;
        }
    }

    private static double ReadFrameRate(ref BitReader bits)
    {
        if (!bits.ReadFlag())
        {
            return 0;
        }

        if (bits.ReadFlag() && bits.ReadBits(8) == ExtendedAspectRatio)
        {
            bits.Skip(32); // sar_width, sar_height
        }

        if (bits.ReadFlag())
        {
            bits.Skip(1); // overscan_appropriate_flag
        }

        if (bits.ReadFlag())
        {
            bits.Skip(4); // video_format, video_full_range_flag
            if (bits.ReadFlag())
            {
                bits.Skip(24); // colour_primaries, transfer_characteristics, matrix_coefficients
            }
        }

        if (bits.ReadFlag())
        {
            bits.ReadUnsignedGolomb(max: 5); // chroma_sample_loc_type_top_field
            bits.ReadUnsignedGolomb(max: 5); // chroma_sample_loc_type_bottom_field
        }

        if (!bits.ReadFlag())
        {
            return 0;
        }

        var unitsInTick = bits.ReadBits(32);
        var timeScale = bits.ReadBits(32);
        var isFixed = bits.ReadFlag();

        // E.2.1: a tick is a field, a frame two of them.
        return isFixed && unitsInTick != 0 && !bits.HasFailed ? timeScale / (2.0 * unitsInTick) : 0;
    }
}
