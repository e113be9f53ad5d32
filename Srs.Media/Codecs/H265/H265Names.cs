using System.Globalization;

namespace Srs.Media.Codecs.H265;

/// <summary>Profiles and levels in the words that the API uses.</summary>
/// <remarks>ISO/IEC 23008-2 annex A.3 (profiles) and A.4 (levels), annexes G to I for the extensions.</remarks>
public static class H265Names
{
    private const int LevelScale = 30;

    /// <summary>Name of a general_profile_idc, such as "Main 10"; empty when it has none.</summary>
    public static string GetProfile(int profileIdc) => profileIdc switch
    {
        1 => "Main",
        2 => "Main 10",
        3 => "Main Still Picture",
        4 => "Rext",
        5 => "High Throughput",
        6 => "Multiview Main",
        7 => "Scalable Main",
        8 => "3D Main",
        9 => "Screen Content",
        10 => "Scalable Rext",
        11 => "High Throughput Screen Content",
        _ => "",
    };

    /// <summary>Name of a level, such as "4" or "4.1"; empty for 0.</summary>
    /// <param name="levelIdc">general_level_idc, thirty times the level.</param>
    public static string GetLevel(int levelIdc)
    {
        var tenths = levelIdc * 10 / LevelScale;
        return tenths == 0 ? ""
            : tenths % 10 == 0 ? (tenths / 10).ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{tenths / 10}.{tenths % 10}");
    }
}
