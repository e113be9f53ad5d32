namespace Srs.Web.Api.Dto;

/// <summary>A page of the streams.</summary>
internal sealed record StreamsResponse : ApiEnvelope
{
    /// <summary>The streams of the page, by id.</summary>
    public required IReadOnlyList<ApiStream> Streams { get; init; }

    /// <summary>How many there are on all pages.</summary>
    /// <example>1</example>
    public required int Total { get; init; }
}

/// <summary>One stream.</summary>
internal sealed record StreamResponse : ApiEnvelope
{
    /// <summary>The stream.</summary>
    public required ApiStream Stream { get; init; }
}
