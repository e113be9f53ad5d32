namespace Srs.Media.Access;

/// <summary>Which addresses may publish and play; section <c>Security</c>, SRS's <c>security</c>.</summary>
public sealed record SecurityOptions
{
    /// <summary>Whether the rules are looked at. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>
    /// Rules of three words, such as <c>allow play all; deny publish 192.0.2.0/24</c>: allow or deny, publish or play, and all, an IP
    /// address or a range of them. A matching deny refuses; then a matching allow lets in; what no rule matches is refused when there is
    /// any allow, or no rule at all. Default none.
    /// </summary>
    public string Rules { get; init; } = "";
}
