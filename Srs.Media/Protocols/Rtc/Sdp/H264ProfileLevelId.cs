using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>The parameter profile-level-id (RFC 6184 §8.1): the three bytes after the NAL unit header of a sequence parameter set.</summary>
/// <param name="ProfileIdc">profile_idc.</param>
/// <param name="Constraints">constraint_set0_flag in the highest bit, and so on.</param>
/// <param name="LevelIdc">level_idc: ten times the level.</param>
public readonly record struct H264ProfileLevelId(byte ProfileIdc, byte Constraints, byte LevelIdc)
{
    private const byte High444Predictive = 0xF4;

    /// <summary>What a description without the parameter means: Baseline, level 1.</summary>
    public static H264ProfileLevelId Default { get; } = new(0x42, 0x00, 0x0A);

    /// <summary>The profile, with the constraint flags that make one profile of two (RFC 6184 §8.1, table 5).</summary>
    public H264Profile Profile => (ProfileIdc, Constraints) switch
    {
        (0x42, var flags) => (flags & 0x40) != 0 ? H264Profile.ConstrainedBaseline : H264Profile.Baseline,
        (0x4D, var flags) => (flags & 0x80) != 0 ? H264Profile.ConstrainedBaseline : H264Profile.Main,
        (0x58, var flags) => (flags & 0xC0) switch { 0xC0 => H264Profile.ConstrainedBaseline, 0x80 => H264Profile.Baseline, _ => H264Profile.Extended },
        (0x64, var flags) => (flags & 0x0C) == 0x0C ? H264Profile.ConstrainedHigh : H264Profile.High,
        _ => H264Profile.Professional,
    };

    /// <summary>Reads six hexadecimal digits.</summary>
    /// <returns>False when they are not six.</returns>
    public static bool TryParse(string? text, out H264ProfileLevelId value)
    {
        value = default;
        if (text is not { Length: 6 } || !uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        value = new H264ProfileLevelId((byte)(number >> 16), (byte)(number >> 8), (byte)number);
        return true;
    }

    /// <summary>Whether a decoder of this profile decodes the other, whatever the level.</summary>
    public bool Decodes(H264ProfileLevelId other) => Profile switch
    {
        H264Profile.ConstrainedBaseline => other.Profile is H264Profile.ConstrainedBaseline,
        H264Profile.Baseline => other.Profile is H264Profile.ConstrainedBaseline or H264Profile.Baseline,
        H264Profile.Extended => other.Profile is <= H264Profile.Extended,
        H264Profile.Main => other.Profile is H264Profile.ConstrainedBaseline or H264Profile.Main,
        H264Profile.ConstrainedHigh => other.Profile is H264Profile.ConstrainedBaseline or H264Profile.ConstrainedHigh,
        H264Profile.High => other.Profile is not (H264Profile.Baseline or H264Profile.Extended or H264Profile.Professional),
        _ => other.ProfileIdc == ProfileIdc || (ProfileIdc == High444Predictive && other.Profile is not (H264Profile.Baseline or H264Profile.Extended)),
    };

    /// <summary>Six lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{ProfileIdc:x2}{Constraints:x2}{LevelIdc:x2}";
}
