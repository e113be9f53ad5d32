namespace Srs.Web.Api.Dto;

/// <summary>A page of the clients.</summary>
internal sealed record ClientsResponse : ApiEnvelope
{
    /// <summary>The clients of the page, by id.</summary>
    public required IReadOnlyList<ApiClient> Clients { get; init; }

    /// <summary>How many there are on all pages.</summary>
    /// <example>1</example>
    public required int Total { get; init; }
}

/// <summary>One client.</summary>
internal sealed record ClientResponse : ApiEnvelope
{
    /// <summary>The client.</summary>
    public required ApiClient Client { get; init; }
}
