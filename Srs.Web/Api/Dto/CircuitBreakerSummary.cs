namespace Srs.Web.Api.Dto;

/// <summary>Whether the server sheds load.</summary>
internal sealed record CircuitBreakerSummary
{
    /// <summary>Whether it would.</summary>
    /// <example>true</example>
    public required bool Enabled { get; init; }

    /// <summary><c>normal</c>, <c>high</c>, <c>critical</c> (new viewers are refused) or <c>dying</c> (new publishers, too).</summary>
    /// <example>normal</example>
    public required string Level { get; init; }

    /// <summary>Processor time of the process as a fraction of all that it may use.</summary>
    /// <example>0.06</example>
    public required double Load { get; init; }

    /// <summary>Sessions refused since the start of the server.</summary>
    /// <example>0</example>
    public required long Refused { get; init; }
}
