using System.Globalization;

namespace Srs.Media.Codecs.H264;

/// <summary>Profiles and levels in the words that the API uses.</summary>
/// <remarks>ISO/IEC 14496-10 annex A.2 (profiles) and A.3 (levels).</remarks>
public static class H264Names
{
    private const int ConstraintSet3 = 0x10;

    /// <summary>Name of a profile_idc, such as "High"; empty when it has none.</summary>
    public static string GetProfile(int profileIdc) => profileIdc switch
    {
        66 => "Baseline",
        77 => "Main",
        88 => "Extended",
        100 => "High",
        110 => "High 10",
        122 => "High 4:2:2",
        144 or 244 => "High 4:4:4",
        44 => "CAVLC 4:4:4",
        83 => "Scalable Baseline",
        86 => "Scalable High",
        118 => "Multiview High",
        128 => "Stereo High",
        _ => "",
    };

    /// <summary>Name of a level, such as "3", "3.1" or "1b"; empty for level_idc 0.</summary>
    /// <param name="profileIdc">profile_idc; Baseline, Main and Extended mark level 1b by a constraint flag.</param>
    /// <param name="constraints">The byte of constraint_set flags, constraint_set0_flag highest.</param>
    /// <param name="levelIdc">level_idc, ten times the level.</param>
    public static string GetLevel(int profileIdc, int constraints, int levelIdc)
    {
        var marksLevel1B = profileIdc is 66 or 77 or 88;
        return levelIdc switch
        {
            0 => "",
            9 => "1b",
            11 when marksLevel1B && (constraints & ConstraintSet3) != 0 => "1b",
            _ when levelIdc % 10 == 0 => (levelIdc / 10).ToString(CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"{levelIdc / 10}.{levelIdc % 10}"),
        };
    }
}
