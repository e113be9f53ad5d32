using System.Collections.Immutable;

namespace Srs.Web.Api.Dto;

/// <summary>Whether settings are good.</summary>
internal sealed record ConfigValidateResponse : ApiEnvelope
{
    /// <summary>Whether they are.</summary>
    /// <example>true</example>
    public required bool Valid { get; init; }

    /// <summary>All that is wrong: key, value and what to write instead.</summary>
    public required ImmutableArray<string> Errors { get; init; }
}
