namespace Srs.Web.Configuration.SrsConf;

/// <summary>What is known of a block of SRS's configuration.</summary>
/// <param name="Name">As SRS writes it; empty for the root.</param>
/// <param name="Directives">Directives in it.</param>
/// <param name="Sections">Blocks in it.</param>
internal sealed record Section(string Name, IReadOnlyList<Directive> Directives, IReadOnlyList<Section> Sections)
{
    /// <summary>Makes a block without blocks in it.</summary>
    public Section(string name, params IReadOnlyList<Directive> directives)
        : this(name, directives, [])
    {
    }

    /// <summary>Our section, relative to the one around it; by default the name without underscores.</summary>
    public string Key { get; init; } = Directive.OptionName(Name);

    /// <summary>How often it may stand.</summary>
    public SectionShape Shape { get; init; }

    /// <summary>Whether SRS reads it from the environment.</summary>
    public bool HasVariables { get; init; } = true;

    /// <summary>Whether SRS does not mind unknown directives in it.</summary>
    public bool IsOpen { get; init; }

    /// <summary>Why it has no effect; null when it has settings.</summary>
    public string? Ignored { get; init; }

    /// <summary>A block that is accepted and does nothing.</summary>
    public static Section WithoutEffect(string name, string reason) => new(name) { IsOpen = true, HasVariables = false, Ignored = reason };
}
