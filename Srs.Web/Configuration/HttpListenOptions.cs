namespace Srs.Web.Configuration;

/// <summary>What the two HTTP listeners have in common.</summary>
internal abstract record HttpListenOptions
{
    /// <summary>Whether it is there, by TLS too. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where to listen: <c>[ip:]port</c>, several separated by spaces.</summary>
    public string Listen { get; init; } = "";

    /// <summary>Whether web pages of other sites may read what is answered: of the API's section the API, of the other one the streams. Default true.</summary>
    public bool Crossdomain { get; init; } = true;

    /// <summary>The same by TLS, with HTTP/2.</summary>
    public TlsListenOptions Https { get; init; } = new();
}
