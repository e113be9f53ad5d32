using System.Text.Json.Serialization;
using Srs.Media.Access;

namespace Srs.Web.Api.Dto;

/// <summary>Credentials that are not good any more.</summary>
internal sealed record ApiRevocation
{
    /// <summary>Id for lifting it.</summary>
    /// <example>8p398922</example>
    public required string Id { get; init; }

    /// <summary>Id of a token; empty for any.</summary>
    /// <example>viewer-4711</example>
    public required string Jti { get; init; }

    /// <summary>Name of a key in the settings; empty for any.</summary>
    /// <example>camera1</example>
    public required string Key { get; init; }

    /// <summary>Streams; empty for any.</summary>
    /// <example>live/camera1</example>
    public required string Stream { get; init; }

    /// <summary>Virtual host; empty for any.</summary>
    /// <example>__defaultVhost__</example>
    public required string Vhost { get; init; }

    /// <summary>When it is forgotten, in seconds since 1970; null for never.</summary>
    /// <example>1767225600</example>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required long? Until { get; init; }

    /// <summary>Describes a revocation.</summary>
    public static ApiRevocation From(Revocation revocation) => new()
    {
        Id = revocation.Id,
        Jti = revocation.TokenId,
        Key = revocation.Key,
        Stream = revocation.Stream,
        Vhost = revocation.Vhost,
        Until = revocation.Until?.ToUnixTimeSeconds(),
    };
}
