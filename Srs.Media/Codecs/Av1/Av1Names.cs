using System.Globalization;

namespace Srs.Media.Codecs.Av1;

/// <summary>Profiles and levels in the words that the API uses.</summary>
/// <remarks>AV1 Bitstream &amp; Decoding Process Specification annexes A.2 (profiles) and A.3 (levels).</remarks>
public static class Av1Names
{
    private const int LastLevel = 23;

    /// <summary>Name of a seq_profile; empty when it has none.</summary>
    public static string GetProfile(int profile) => profile switch
    {
        0 => "Main",
        1 => "High",
        2 => "Professional",
        _ => "",
    };

    /// <summary>Name of a seq_level_idx, such as "4.0"; empty for 31, which sets no limits, and for reserved ones.</summary>
    public static string GetLevel(int levelIndex) => levelIndex is < 0 or > LastLevel
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{2 + (levelIndex >> 2)}.{levelIndex & 3}");
}
