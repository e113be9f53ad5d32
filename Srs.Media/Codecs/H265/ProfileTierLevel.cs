using Srs.Media.Buffers;

namespace Srs.Media.Codecs.H265;

/// <summary>The general part of profile_tier_level, which decoder configuration records repeat bit for bit.</summary>
/// <remarks>
/// ISO/IEC 23008-2 §7.3.3, ISO/IEC 14496-15 §8.3.3.1.2:
/// <code>| profile space 2 | tier 1 | profile 5 | compatibility flags 32 | constraint flags 48 | level 8 |</code>
/// </remarks>
/// <param name="ProfileSpace">general_profile_space, 0 to 3.</param>
/// <param name="IsHighTier">general_tier_flag.</param>
/// <param name="ProfileIdc">general_profile_idc, 0 to 31.</param>
/// <param name="CompatibilityFlags">general_profile_compatibility_flag, the one of profile 0 highest.</param>
/// <param name="ConstraintFlags">The 48 bits from general_progressive_source_flag on.</param>
/// <param name="LevelIdc">general_level_idc, thirty times the level.</param>
public readonly record struct ProfileTierLevel(
    int ProfileSpace, bool IsHighTier, int ProfileIdc, uint CompatibilityFlags, ulong ConstraintFlags, int LevelIdc)
{
    /// <summary>Bytes of the general part.</summary>
    public const int Length = 12;

    /// <summary>Reads the general part; zeros when bits are missing, which <paramref name="bits"/> then tells.</summary>
    internal static ProfileTierLevel Read(ref BitReader bits) => new(
        (int)bits.ReadBits(2),
        bits.ReadFlag(),
        (int)bits.ReadBits(5),
        bits.ReadBits(32),
        ((ulong)bits.ReadBits(16) << 32) | bits.ReadBits(32),
        (int)bits.ReadBits(8));

    /// <summary>Leaves out what follows the general part for temporal sub-layers.</summary>
    internal static void SkipSubLayers(ref BitReader bits, int count)
    {
        if (count == 0)
        {
            return;
        }

        // Two presence flags for each, filled up to eight pairs.
        var flags = bits.ReadBits(16);
        for (var i = 0; i < count; i++)
        {
            var pair = (flags >> (14 - (2 * i))) & 3;
            bits.Skip(((pair & 2) != 0 ? 88 : 0) + ((pair & 1) != 0 ? 8 : 0));
        }
    }

    /// <summary>Writes the general part and gives <see cref="Length"/>.</summary>
    internal int Write(Span<byte> destination)
    {
        destination[Length - 1] = (byte)LevelIdc;
        destination[0] = (byte)((ProfileSpace << 6) | (IsHighTier ? 0x20 : 0) | ProfileIdc);
        for (var i = 0; i < 4; i++)
        {
            destination[1 + i] = (byte)(CompatibilityFlags >> (24 - (8 * i)));
        }

        for (var i = 0; i < 6; i++)
        {
            destination[5 + i] = (byte)(ConstraintFlags >> (40 - (8 * i)));
        }

        return Length;
    }
}
