using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>The API and its listener; section <c>Srs:HttpApi</c>. Switched off, the API is on no port.</summary>
internal sealed record HttpApiOptions : HttpListenOptions
{
    /// <summary>SRS's way to reload by HTTP.</summary>
    [NotAvailableYet("reloading by HTTP")]
    public RawApiOptions RawApi { get; init; } = new();

    /// <summary>The user who may do everything.</summary>
    public ApiAuthOptions Auth { get; init; } = new();

    /// <summary>Keys for programs, by a name of your choice.</summary>
    public IReadOnlyDictionary<string, ApiKeyOptions> Keys { get; init; } = new Dictionary<string, ApiKeyOptions>();
}
