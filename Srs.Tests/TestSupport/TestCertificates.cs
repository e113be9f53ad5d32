using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Srs.Tests.TestSupport;

/// <summary>PEM files of certificates for localhost, in a folder of their own that is deleted in the end.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly string _folder = Directory.CreateTempSubdirectory("srs-tls-").FullName;

    /// <summary>Path of a file of that name, which need not exist.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>A certificate that signed itself, and its key, as PEM.</summary>
    public static (string Cert, string Key) SelfSigned(bool isRsa = false, double validDays = 90)
    {
        using AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = Request("localhost", key).CreateSelfSigned(Now.AddDays(-100), Now.AddDays(validDays));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A root, and a certificate two steps below it: the chain is the server's own, then the intermediate.</summary>
    public static (string Root, string Chain, string Key) Chain()
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var middleKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var root = Authority("Srs test root", rootKey).CreateSelfSigned(Now.AddDays(-100), Now.AddDays(100));
        using var middle = Sign(Authority("Srs test intermediate", middleKey), root).CopyWithPrivateKey(middleKey);
        using var leaf = Sign(Request("localhost", key), middle);
        return (
            root.ExportCertificatePem(),
            $"{leaf.ExportCertificatePem()}\n{middle.ExportCertificatePem()}\n",
            key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 Sign(CertificateRequest request, X509Certificate2 issuer) =>
        request.Create(issuer, Now.AddDays(-99), Now.AddDays(99), RandomNumberGenerator.GetBytes(8));

    private static CertificateRequest Authority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return AddKeyIdentifier(request);
    }

    private static CertificateRequest Request(string name, AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest($"CN={name}", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest($"CN={name}", (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return AddKeyIdentifier(request);
    }

    private static CertificateRequest AddKeyIdentifier(CertificateRequest request)
    {
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }
}
