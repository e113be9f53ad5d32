namespace Srs.Web.Configuration;

/// <summary>The HTTP API: where SRS's users expect it, and who may use it; section <c>Srs:HttpApi</c>.</summary>
internal sealed record HttpApiOptions
{
    /// <summary>Where to listen: <c>[ip:]port</c>, several separated by spaces. The API is also on the port of <c>Srs:HttpServer</c>.</summary>
    public string Listen { get; init; } = "";

    /// <summary>The same by TLS, with HTTP/2.</summary>
    public TlsListenOptions Https { get; init; } = new();

    /// <summary>The user who may do everything.</summary>
    public ApiAuthOptions Auth { get; init; } = new();

    /// <summary>Keys for programs, by a name of your choice.</summary>
    public IReadOnlyDictionary<string, ApiKeyOptions> Keys { get; init; } = new Dictionary<string, ApiKeyOptions>();
}
