namespace Srs.Web.Api.Dto;

/// <summary>The load of the process and of the machine.</summary>
internal sealed record SummariesResponse : ApiEnvelope
{
    /// <summary>The load.</summary>
    public required SummaryData Data { get; init; }

    /// <summary>The threads that send to viewers; not in SRS.</summary>
    public required IReadOnlyList<EgressSummary> Egress { get; init; }

    /// <summary>Whether the server sheds load; not in SRS.</summary>
    public required CircuitBreakerSummary CircuitBreaker { get; init; }

    /// <summary>Features that need more than the server itself, and whether they are there; not in SRS.</summary>
    public required IReadOnlyList<FeatureSummary> Features { get; init; }
}

/// <summary>The load, measured at most once a second.</summary>
internal sealed record SummaryData
{
    /// <summary>Whether the numbers could be had.</summary>
    /// <example>true</example>
    public required bool Ok { get; init; }

    /// <summary>Time of the answer in milliseconds since 1970.</summary>
    /// <example>1795218288990</example>
    public required long NowMs { get; init; }

    /// <summary>The process.</summary>
    public required SelfSummary Self { get; init; }

    /// <summary>The machine; what the platform does not tell is 0.</summary>
    public required SystemSummary System { get; init; }
}
