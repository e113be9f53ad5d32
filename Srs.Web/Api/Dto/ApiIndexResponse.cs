namespace Srs.Web.Api.Dto;

/// <summary>The versions of the API.</summary>
internal sealed record ApiIndexResponse : ApiEnvelope
{
    /// <summary>Paths below this one.</summary>
    public required ApiIndexUrls Urls { get; init; }
}

/// <summary>Paths below <c>/api/</c>.</summary>
internal sealed record ApiIndexUrls
{
    /// <summary>What is at <c>/api/v1/</c>.</summary>
    /// <example>the api version 1.0</example>
    public required string V1 { get; init; }
}
