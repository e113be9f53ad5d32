using System.Globalization;

namespace Srs.Media.Protocols.Dash;

/// <summary>Name of one track of a segment below the stream's folder, such as <c>video-12.m4s</c> or <c>audio-t96000.m4s</c>.</summary>
/// <param name="Track">Name of the track.</param>
/// <param name="Naming">What <paramref name="Value"/> is.</param>
/// <param name="Value">Number, or presentation time in units of the track's timescale; not negative.</param>
internal readonly record struct DashName(string Track, DashNaming Naming, long Value)
{
    private const string Extension = ".m4s";
    private const int MaxDigits = 18;

    /// <summary>What stands in a manifest for the names of a track's segments (ISO/IEC 23009-1 §5.3.9.4.4).</summary>
    public static string TemplateOf(string track, DashNaming naming) =>
        $"{track}-{PrefixOf(naming)}{(naming == DashNaming.Number ? "$Number$" : "$Time$")}{Extension}";

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string name, out DashName result)
    {
        result = default;
        var dash = name.LastIndexOf('-');
        if (dash <= 0 || !name.EndsWith(Extension, StringComparison.Ordinal))
        {
            return false;
        }

        var value = name.AsSpan()[(dash + 1)..^Extension.Length];
        var naming = value is ['t', ..] ? DashNaming.Time : value is ['l', ..] ? DashNaming.GrowingTime : DashNaming.Number;
        value = value[PrefixOf(naming).Length..];
        if (value.Length is 0 or > MaxDigits || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
        {
            return false;
        }

        result = new DashName(name[..dash], naming, parsed);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Track}-{PrefixOf(Naming)}{Value}{Extension}");

    private static string PrefixOf(DashNaming naming) => naming switch
    {
        DashNaming.Time => "t",
        DashNaming.GrowingTime => "l",
        _ => "",
    };
}
