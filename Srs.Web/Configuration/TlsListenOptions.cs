namespace Srs.Web.Configuration;

/// <summary>A TLS listener, which is there when there is a certificate for it; <c>Srs:Rtmps</c> and the sections <c>Https</c>.</summary>
internal sealed record TlsListenOptions
{
    /// <summary>Whether it may be there. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where to listen: <c>[ip:]port</c>, several separated by spaces; empty for nowhere.</summary>
    public string Listen { get; init; } = "";

    /// <summary>PEM file with the listener's own certificate, then its intermediates; empty takes that of <c>Srs:Tls</c>.</summary>
    public string Cert { get; init; } = "";

    /// <summary>PEM file with the private key; empty when <see cref="Cert"/> holds it too.</summary>
    public string Key { get; init; } = "";
}
