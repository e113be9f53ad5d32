namespace Srs.Web.Configuration;

/// <summary>An HTTP listener; section <c>Srs:HttpServer</c>.</summary>
internal sealed record HttpListenOptions
{
    /// <summary>Where to listen: <c>[ip:]port</c>, several separated by spaces.</summary>
    public string Listen { get; init; } = "";

    /// <summary>The same by TLS, with HTTP/2.</summary>
    public TlsListenOptions Https { get; init; } = new();
}
