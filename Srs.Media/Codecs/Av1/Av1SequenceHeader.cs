using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Codecs.Av1;

/// <summary>What a server needs of an AV1 sequence header: its fields up to the frame size, and the sample format.</summary>
/// <remarks>AV1 Bitstream &amp; Decoding Process Specification §5.5.1 to §5.5.6.</remarks>
public readonly record struct Av1SequenceHeader
{
    private const uint LastProfile = 2;

    /// <summary>seq_profile: 0 Main, 1 High, 2 Professional.</summary>
    public int Profile { get; private init; }

    /// <summary>seq_level_idx of the first operating point.</summary>
    public int LevelIndex { get; private init; }

    /// <summary>seq_tier of the first operating point.</summary>
    public bool IsHighTier { get; private init; }

    /// <summary>Widest frame in pixels, 1 to 65536.</summary>
    public int Width { get; private init; }

    /// <summary>Highest frame in pixels, 1 to 65536.</summary>
    public int Height { get; private init; }

    /// <summary>The sample format; null when it is cut off.</summary>
    public Av1ColorConfig? Color { get; private init; }

    /// <summary>Reads the payload of a sequence header unit.</summary>
    /// <returns>False when a field up to the frame size is out of range or missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out Av1SequenceHeader header)
    {
        header = default;
        var bits = new BitReader(payload);
        var profile = bits.ReadBits(3);
        bits.Skip(1); // still_picture
        var isHighTier = false;
        var isReduced = bits.ReadFlag();
        var level = isReduced ? (int)bits.ReadBits(5) : ReadOperatingPoints(ref bits, out isHighTier);
        var widthBits = 1 + (int)bits.ReadBits(4);
        var heightBits = 1 + (int)bits.ReadBits(4);
        var width = 1 + (int)bits.ReadBits(widthBits);
        var height = 1 + (int)bits.ReadBits(heightBits);
        if (bits.HasFailed || profile > LastProfile)
        {
            return false;
        }

        header = new Av1SequenceHeader
        {
            Profile = (int)profile,
            LevelIndex = level,
            IsHighTier = isHighTier,
            Width = width,
            Height = height,
            Color = Av1ColorConfig.TryRead(ref bits, (int)profile, isReduced, out var color) ? color : null,
        };
        return true;
    }

    /// <summary>The picture format that the header describes.</summary>
    public VideoFormat ToVideoFormat() => new(Width, Height, Av1Names.GetProfile(Profile), Av1Names.GetLevel(LevelIndex));

    /// <summary>Reads timing and operating points, and gives the level of the first one.</summary>
    private static int ReadOperatingPoints(ref BitReader bits, out bool isHighTier)
    {
        var delayBits = 0;
        if (bits.ReadFlag())
        {
            delayBits = ReadTiming(ref bits);
        }

        var hasDisplayDelay = bits.ReadFlag();
        var count = 1 + (int)bits.ReadBits(5);
        var firstLevel = 0;
        isHighTier = false;
        for (var i = 0; i < count && !bits.HasFailed; i++)
        {
            bits.Skip(12); // operating_point_idc
            var level = (int)bits.ReadBits(5);
            var tier = level > 7 && bits.ReadFlag();
            if (delayBits > 0 && bits.ReadFlag())
            {
                bits.Skip((2 * delayBits) + 1); // decoder_buffer_delay, encoder_buffer_delay, low_delay_mode_flag
            }

            if (hasDisplayDelay && bits.ReadFlag())
            {
                bits.Skip(4); // initial_display_delay_minus_1
            }

            (firstLevel, isHighTier) = i == 0 ? (level, tier) : (firstLevel, isHighTier);
        }

        return firstLevel;
    }

    /// <summary>Reads timing_info and decoder_model_info, and gives the bits of a buffer delay; 0 without decoder model.</summary>
    private static int ReadTiming(ref BitReader bits)
    {
        bits.Skip(64); // num_units_in_display_tick, time_scale
        if (bits.ReadFlag())
        {
            bits.ReadUnsignedGolomb(); // num_ticks_per_picture_minus_1
        }

        if (!bits.ReadFlag())
        {
            return 0;
        }

        var delayBits = 1 + (int)bits.ReadBits(5);
        bits.Skip(32 + 5 + 5); // num_units_in_decoding_tick, buffer_removal_time_length_minus_1, frame_presentation_time_length_minus_1
        return delayBits;
    }
}
