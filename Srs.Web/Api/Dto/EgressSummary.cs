using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>A thread that sends to viewers; an addition to SRS's API.</summary>
internal sealed record EgressSummary
{
    /// <summary>Viewers that it serves.</summary>
    /// <example>512</example>
    public required int Viewers { get; init; }

    /// <summary>Share of the last second in which it was at work: 0.06 is 6 %.</summary>
    /// <example>0.06</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Load { get; init; }

    /// <summary>For how long it gathers pictures, in milliseconds: 0, or more while its load is high and <c>MwLatency</c> is auto.</summary>
    /// <example>0</example>
    public required int MergeMs { get; init; }
}
