namespace Srs.Web.Configuration;

/// <summary>Where a certificate comes from.</summary>
/// <param name="Cert">PEM file with the certificate and its intermediates; empty for the one that the server makes.</param>
/// <param name="Key">PEM file with the private key; empty when it is in <paramref name="Cert"/>.</param>
internal readonly record struct CertificatePaths(string Cert, string Key)
{
    /// <summary>The certificate that the server makes at start.</summary>
    public static readonly CertificatePaths SelfSigned = new("", "");

    /// <summary>Whether the server makes it.</summary>
    public bool IsSelfSigned => Cert.Length == 0;
}
