namespace Srs.Media.Codecs.Vp9;

/// <summary>Profiles in the words that the API uses; VP8 numbers them in the same way.</summary>
public static class Vp9Names
{
    /// <summary>Name of a profile, such as "Profile 0"; empty when it has none.</summary>
    public static string GetProfile(int profile) => profile switch
    {
        0 => "Profile 0",
        1 => "Profile 1",
        2 => "Profile 2",
        3 => "Profile 3",
        _ => "",
    };
}
