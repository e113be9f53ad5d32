using System.Collections.Immutable;

namespace Srs.Web.Api.Dto;

/// <summary>What has been revoked.</summary>
internal sealed record RevocationsResponse : ApiEnvelope
{
    /// <summary>The oldest first.</summary>
    public required ImmutableArray<ApiRevocation> Revocations { get; init; }

    /// <summary>Number of them.</summary>
    /// <example>1</example>
    public required int Total { get; init; }
}
