using System.Text.Json.Serialization;
using Srs.Media.Diagnostics;

namespace Srs.Web.Api.Dto;

/// <summary>Average rates in whole kilobits per second. SRS has those over 30 seconds only.</summary>
internal sealed record ApiKbps
{
    /// <summary>Received, over 30 seconds.</summary>
    /// <example>1500</example>
    [JsonPropertyName("recv_30s")]
    public required long Recv30s { get; init; }

    /// <summary>Sent, over 30 seconds.</summary>
    /// <example>4500</example>
    [JsonPropertyName("send_30s")]
    public required long Send30s { get; init; }

    /// <summary>Received, over 10 seconds.</summary>
    /// <example>1510</example>
    [JsonPropertyName("recv_10s")]
    public required long Recv10s { get; init; }

    /// <summary>Sent, over 10 seconds.</summary>
    /// <example>4530</example>
    [JsonPropertyName("send_10s")]
    public required long Send10s { get; init; }

    /// <summary>Received, over the last second.</summary>
    /// <example>1490</example>
    [JsonPropertyName("recv_1s")]
    public required long Recv1s { get; init; }

    /// <summary>Sent, over the last second.</summary>
    /// <example>4470</example>
    [JsonPropertyName("send_1s")]
    public required long Send1s { get; init; }

    /// <summary>Rates as the API gives them.</summary>
    public static ApiKbps From(Bitrates received, Bitrates sent) => new()
    {
        Recv30s = (long)received.ThirtySeconds / 1000,
        Send30s = (long)sent.ThirtySeconds / 1000,
        Recv10s = (long)received.TenSeconds / 1000,
        Send10s = (long)sent.TenSeconds / 1000,
        Recv1s = (long)received.OneSecond / 1000,
        Send1s = (long)sent.OneSecond / 1000,
    };
}
