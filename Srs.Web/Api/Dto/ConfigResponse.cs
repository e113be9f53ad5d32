using System.Collections.Immutable;
using System.Text.Json;

namespace Srs.Web.Api.Dto;

/// <summary>The settings in force.</summary>
internal sealed record ConfigResponse : ApiEnvelope
{
    /// <summary>Number of the last change in the history.</summary>
    /// <example>1</example>
    public required int Version { get; init; }

    /// <summary>Keys whose values count only when the server is started again.</summary>
    public required ImmutableArray<string> NeedsRestart { get; init; }

    /// <summary>The section Srs, every key of it.</summary>
    public required JsonElement Config { get; init; }
}
