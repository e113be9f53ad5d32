namespace Srs.Web.Configuration;

/// <summary>The API and its listener; section <c>Srs:HttpApi</c>. Switched off, the API is on no port.</summary>
internal sealed record HttpApiOptions : HttpListenOptions
{
    /// <summary>SRS's way to reload by HTTP.</summary>
    public RawApiOptions RawApi { get; init; } = new();

    /// <summary>
    /// File that keeps what the API has changed of the settings with <c>persist=true</c>, read after all other sources; relative to the folder of appsettings.json. Empty for
    /// none. Default appsettings.api.json.
    /// </summary>
    public string PersistFile { get; init; } = "appsettings.api.json";

    /// <summary>The user who may do everything.</summary>
    public ApiAuthOptions Auth { get; init; } = new();

    /// <summary>Keys for programs, by a name of your choice.</summary>
    public IReadOnlyDictionary<string, ApiKeyOptions> Keys { get; init; } = new Dictionary<string, ApiKeyOptions>();
}
