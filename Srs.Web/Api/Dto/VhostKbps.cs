using System.Text.Json.Serialization;
using Srs.Media.Diagnostics;

namespace Srs.Web.Api.Dto;

/// <summary>Average rates of a virtual host in whole kilobits per second.</summary>
internal sealed record VhostKbps
{
    /// <summary>Received, over 30 seconds.</summary>
    /// <example>1500</example>
    [JsonPropertyName("recv_30s")]
    public required long Recv30s { get; init; }

    /// <summary>Sent, over 30 seconds.</summary>
    /// <example>4500</example>
    [JsonPropertyName("send_30s")]
    public required long Send30s { get; init; }

    /// <summary>Rates as the API gives them.</summary>
    public static VhostKbps From(Bitrates received, Bitrates sent) => new()
    {
        Recv30s = (long)received.ThirtySeconds / 1000,
        Send30s = (long)sent.ThirtySeconds / 1000,
    };
}
