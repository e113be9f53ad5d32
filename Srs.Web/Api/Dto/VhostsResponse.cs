namespace Srs.Web.Api.Dto;

/// <summary>The virtual hosts that had traffic.</summary>
internal sealed record VhostsResponse : ApiEnvelope
{
    /// <summary>The virtual hosts, by id.</summary>
    public required IReadOnlyList<ApiVhost> Vhosts { get; init; }

    /// <summary>How many there are.</summary>
    /// <example>1</example>
    public required int Total { get; init; }
}

/// <summary>One virtual host.</summary>
internal sealed record VhostResponse : ApiEnvelope
{
    /// <summary>The virtual host.</summary>
    public required ApiVhost Vhost { get; init; }
}
