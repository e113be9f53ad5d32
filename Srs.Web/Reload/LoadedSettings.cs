using System.Text.Json.Nodes;
using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>What all sources together say.</summary>
/// <param name="Base">What the sources say that people write: files, variables, arguments.</param>
/// <param name="Overlay">What the API has changed of it, as a merge patch.</param>
/// <param name="Options">Both together.</param>
/// <param name="IsSrs">Whether the server was started as SRS is.</param>
internal sealed record LoadedSettings(SrsOptions Base, JsonObject Overlay, SrsOptions Options, bool IsSrs)
{
    /// <summary>What the user should know at the start.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Files that were read, by their full paths.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>File that holds <see cref="Overlay"/>, and its text; empty for none.</summary>
    public OverlayFile File { get; init; } = new("", "");
}
