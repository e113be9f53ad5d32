namespace Srs.Media.Configuration;

/// <summary>The renditions of one stream; section <c>Renditions:Streams:&lt;app/stream&gt;</c>.</summary>
public sealed record RenditionListOptions
{
    /// <summary>Names of streams of the same application, several separated by spaces, best first.</summary>
    public string Members { get; init; } = "";
}
