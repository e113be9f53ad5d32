using Srs.Media.Configuration;

namespace Srs.Web.Configuration;

/// <summary>What the two HTTP listeners have in common.</summary>
internal abstract record HttpListenOptions
{
    /// <summary>Whether it is there, by TLS too. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where to listen: <c>[ip:]port</c>, several separated by spaces.</summary>
    public string Listen { get; init; } = "";

    /// <summary>Whether web pages of other sites may read the API. Default true.</summary>
    [NotAvailableYet("keeping the API from web pages of other sites")]
    public bool Crossdomain { get; init; } = true;

    /// <summary>The same by TLS, with HTTP/2.</summary>
    public TlsListenOptions Https { get; init; } = new();
}
