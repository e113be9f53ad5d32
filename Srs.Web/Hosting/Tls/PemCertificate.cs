using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Srs.Web.Configuration;

namespace Srs.Web.Hosting.Tls;

/// <summary>Makes a server's certificate of PEM texts (RFC 7468).</summary>
internal static class PemCertificate
{
    /// <summary>Loads the certificate, its key and the intermediates.</summary>
    /// <param name="files">The texts.</param>
    /// <param name="paths">Where they come from, for what is said of them.</param>
    /// <exception cref="CertificateException">They cannot be used.</exception>
    public static ServerCertificate Load(PemFiles files, CertificatePaths paths)
    {
        var chain = ReadChain(files.Cert, paths);
        var isKeyApart = paths.Key.Length > 0;
        if (files.Key.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            throw new CertificateException(paths, isKeyApart, "holds a key with a password; write it without: openssl pkey -in old.pem -out new.pem");
        }

        if (!files.Key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            throw new CertificateException(
                paths, isKeyApart, isKeyApart ? "holds no private key in PEM form" : "holds no private key; add it, or name the key's file in Key");
        }

        try
        {
            var leaf = X509Certificate2.CreateFromPem(files.Cert, files.Key);
            if (OperatingSystem.IsWindows())
            {
                // TLS on Windows takes no key that lives in memory only.
                using var withoutStore = leaf;
                leaf = X509CertificateLoader.LoadPkcs12(withoutStore.Export(X509ContentType.Pkcs12), null);
            }

            return new ServerCertificate(leaf, chain);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var fault = isKeyApart
                ? $"holds no key for the first certificate of {Path.GetFullPath(paths.Cert)}; name the key that belongs to it, and put the server's own certificate first"
                : "holds no key for its first certificate; put the server's own certificate first, and the key that belongs to it";
            throw new CertificateException(paths, isKeyApart, fault, e);
        }
    }

    private static X509Certificate2Collection ReadChain(string text, CertificatePaths paths)
    {
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            throw new CertificateException(paths, isKey: false, "holds a damaged certificate; copy it again", e);
        }

        if (chain.Count == 0)
        {
            throw new CertificateException(paths, isKey: false, "holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----");
        }

        using var rsa = chain[0].GetRSAPublicKey();
        using var ecdsa = chain[0].GetECDsaPublicKey();
        return rsa is not null || ecdsa is not null
            ? chain
            : throw new CertificateException(paths, isKey: false, "holds a certificate whose key is neither RSA nor ECDSA; ask for one of these");
    }
}
