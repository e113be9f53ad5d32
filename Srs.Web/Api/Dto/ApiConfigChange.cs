using Srs.Web.Reload;

namespace Srs.Web.Api.Dto;

/// <summary>A setting that changes.</summary>
internal sealed record ApiConfigChange
{
    /// <summary>The key; of an entry such as a virtual host, that is added or removed as a whole, its section.</summary>
    /// <example>Srs:Rtmp:ChunkSize</example>
    public required string Key { get; init; }

    /// <summary>changed, added or removed.</summary>
    /// <example>changed</example>
    public required string Kind { get; init; }

    /// <summary>The value before, *** for a secret; absent for none.</summary>
    /// <example>60000</example>
    public string? Old { get; init; }

    /// <summary>The value then, likewise.</summary>
    /// <example>4096</example>
    public string? New { get; init; }

    /// <summary>live, restart (it counts when the server is started again) or not_available (the feature is to come).</summary>
    /// <example>live</example>
    public required string Effect { get; init; }

    /// <summary>Describes a change.</summary>
    public static ApiConfigChange From(OptionChange change) => new()
    {
        Key = change.Key,
        Kind = change.Kind.ToString().ToLowerInvariant(),
        Old = change.Old,
        New = change.New,
        Effect = change.Effect switch { ChangeEffect.Live => "live", ChangeEffect.Restart => "restart", _ => "not_available" },
    };
}
