namespace Srs.Web.Api.Dto;

/// <summary>An answer that says what went wrong.</summary>
internal sealed record FailureResponse
{
    /// <summary>SRS's error number.</summary>
    /// <example>2048</example>
    public required int Code { get; init; }

    /// <summary>A sentence for people, where a number does not say enough.</summary>
    public string? Desc { get; init; }

    /// <summary>All that is wrong, where there may be several things.</summary>
    public IReadOnlyList<string>? Errors { get; init; }
}
