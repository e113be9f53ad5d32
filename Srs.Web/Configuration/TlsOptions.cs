namespace Srs.Web.Configuration;

/// <summary>The certificate of every TLS listener that has none of its own; section <c>Srs:Tls</c>.</summary>
internal sealed record TlsOptions
{
    /// <summary>PEM file with the server's certificate, then its intermediates; relative to the working directory. Empty for none.</summary>
    public string Cert { get; init; } = "";

    /// <summary>PEM file with the private key; empty when <see cref="Cert"/> holds it too.</summary>
    public string Key { get; init; } = "";

    /// <summary>Whether a certificate is made at start when no file is named. Default false.</summary>
    public bool SelfSigned { get; init; }

    /// <summary>Tells which certificate a listener takes.</summary>
    /// <returns>Null when it has none, or no address, and so is not there.</returns>
    public CertificatePaths? Choose(TlsListenOptions listener)
    {
        if (!listener.Enabled || listener.Listen.Length == 0)
        {
            return null;
        }

        if (listener.Cert.Length > 0)
        {
            return new CertificatePaths(listener.Cert, listener.Key);
        }

        return Cert.Length > 0 ? new CertificatePaths(Cert, Key) : SelfSigned ? CertificatePaths.SelfSigned : null;
    }
}
