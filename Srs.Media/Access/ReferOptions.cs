namespace Srs.Media.Access;

/// <summary>Which pages may embed players and publishers; section <c>Refer</c>, SRS's <c>refer</c>.</summary>
/// <remarks>
/// A list holds names of hosts, separated by spaces; a name stands for its subdomains, too. An empty list lets everybody in. Browsers tell
/// the truth about the page, programs tell what they like: this keeps other web sites from using a stream, and nobody else.
/// </remarks>
public sealed record ReferOptions
{
    /// <summary>Whether the lists are looked at. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Hosts of the pages of publishers and players. Default none.</summary>
    public string All { get; init; } = "";

    /// <summary>Hosts of the pages of publishers. Default none.</summary>
    public string Publish { get; init; } = "";

    /// <summary>Hosts of the pages of players. Default none.</summary>
    public string Play { get; init; } = "";
}
