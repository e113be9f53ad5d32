using System.Text.Json.Serialization;
using Srs.Media.Diagnostics;

namespace Srs.Web.Api.Dto;

/// <summary>Average payload rates of a track in whole kilobits per second.</summary>
internal sealed record TrackKbps
{
    /// <summary>Over the last second.</summary>
    /// <example>1490</example>
    [JsonPropertyName("recv_1s")]
    public required long Recv1s { get; init; }

    /// <summary>Over 10 seconds.</summary>
    /// <example>1510</example>
    [JsonPropertyName("recv_10s")]
    public required long Recv10s { get; init; }

    /// <summary>Over 30 seconds.</summary>
    /// <example>1500</example>
    [JsonPropertyName("recv_30s")]
    public required long Recv30s { get; init; }

    /// <summary>Rates as the API gives them.</summary>
    public static TrackKbps From(Bitrates received) => new()
    {
        Recv1s = (long)received.OneSecond / 1000,
        Recv10s = (long)received.TenSeconds / 1000,
        Recv30s = (long)received.ThirtySeconds / 1000,
    };
}
