using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>Where a client is asked to connect again, and why.</summary>
internal sealed record ReconnectRequest
{
    /// <summary>Address of the application, such as rtmp://other.example/live, or relative to the client's present one; absent for the same.</summary>
    /// <example>rtmp://other.example/live</example>
    [JsonPropertyName("tcUrl")]
    public string? TcUrl { get; init; }

    /// <summary>A sentence for people.</summary>
    /// <example>This server is updated.</example>
    public string? Description { get; init; }
}
