using System.Globalization;

namespace Srs.Web.Configuration.SrsConf;

/// <summary>What is known of a directive of SRS: how it is written, SRS's default, and which of our settings it is.</summary>
/// <param name="Name">As SRS writes it.</param>
/// <param name="Kind">How its argument is written.</param>
/// <param name="Default">SRS's default, as its argument would be written.</param>
internal sealed record Directive(string Name, DirectiveKind Kind, string Default)
{
    /// <summary>Our setting, relative to the section's; by default the name without underscores.</summary>
    public string Key { get; init; } = OptionName(Name);

    /// <summary>The words that a <see cref="DirectiveKind.Choice"/> may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>Environment variables besides the one that the rule gives, the weaker later.</summary>
    public IReadOnlyList<string> OtherVariables { get; init; } = [];

    /// <summary>Whether the rule gives it an environment variable.</summary>
    public bool HasVariable { get; init; } = true;

    /// <summary>Why it has no effect; null when it is a setting.</summary>
    public string? Ignored { get; init; }

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public static Directive Switch(string name, bool isOn) => new(name, DirectiveKind.Switch, isOn ? "on" : "off");

    /// <summary>A whole number.</summary>
    public static Directive Whole(string name, int value) => new(name, DirectiveKind.Whole, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number with a fraction.</summary>
    public static Directive Number(string name, string value) => new(name, DirectiveKind.Number, value);

    /// <summary>A number of seconds, which may have a fraction.</summary>
    public static Directive Seconds(string name, int value) => new(name, DirectiveKind.Seconds, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A whole number of milliseconds.</summary>
    public static Directive Milliseconds(string name, int value) => new(name, DirectiveKind.Milliseconds, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>One word.</summary>
    public static Directive Text(string name, string value = "") => new(name, DirectiveKind.Text, value);

    /// <summary>All arguments.</summary>
    public static Directive List(string name, string value = "") => new(name, DirectiveKind.List, value);

    /// <summary>One of some words, the first of them by default.</summary>
    public static Directive Choice(string name, params string[] choices) => new(name, DirectiveKind.Choice, choices[0]) { Choices = choices };

    /// <summary>A directive that is accepted and does nothing.</summary>
    public static Directive WithoutEffect(string name, string reason) => new(name, DirectiveKind.List, "") { Ignored = reason, HasVariable = false };

    /// <summary>The name of our setting: SRS's without underscores, so <c>hls_fragment</c> is <c>HlsFragment</c>.</summary>
    public static string OptionName(string name) =>
        string.Concat(name.Split('_').Select(static part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));
}
