using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Srs.Media.Net.OpenSsl;

namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>A certificate of this process's own and its private key. Peers know it by its fingerprint in SDP; nobody else signs it.</summary>
/// <remarks>Immutable. RFC 8827 section 6.5.</remarks>
public sealed class DtlsCertificate
{
    private const int RsaBits = 2048;

    /// <summary>Peers look at the fingerprint, not at the dates; so it outlives the process.</summary>
    private const int ValidYears = 10;

    private readonly byte[] _certificate;
    private readonly byte[] _privateKey;

    /// <param name="certificate">Copied, with its private key, which is ECDSA or RSA.</param>
    /// <exception cref="ArgumentException">There is no such private key.</exception>
    public DtlsCertificate(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        using var ecdsa = certificate.GetECDsaPrivateKey();
        using var rsa = certificate.GetRSAPrivateKey();
        (KeyType, _privateKey) = (ecdsa, rsa) switch
        {
            ({ }, _) => (DtlsKeyType.Ecdsa, ecdsa.ExportECPrivateKey()),
            (_, { }) => (DtlsKeyType.Rsa, rsa.ExportRSAPrivateKey()),
            _ => throw new ArgumentException("The certificate has no ECDSA or RSA private key.", nameof(certificate)),
        };
        _certificate = certificate.RawData;
        Sha256 = new DtlsFingerprint(DtlsHash.Sha256, SHA256.HashData(_certificate));
    }

    /// <summary>Kind of key.</summary>
    public DtlsKeyType KeyType { get; }

    /// <summary>What SDP tells peers.</summary>
    public DtlsFingerprint Sha256 { get; }

    /// <summary>The certificate, DER.</summary>
    internal ReadOnlySpan<byte> Der => _certificate;

    /// <summary>The private key, DER: of SEC 1 or PKCS #1.</summary>
    internal ReadOnlySpan<byte> PrivateKey => _privateKey;

    /// <summary>Makes a new key and signs a certificate with it.</summary>
    /// <param name="timeProvider">Clock of its dates.</param>
    /// <param name="keyType">Kind of key.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is missing, without which .NET has no cryptography on Linux.</exception>
    public static DtlsCertificate Create(TimeProvider timeProvider, DtlsKeyType keyType = DtlsKeyType.Ecdsa)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        OpenSslLibrary.Require();
        using AsymmetricAlgorithm key = keyType == DtlsKeyType.Rsa ? RSA.Create(RsaBits) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest("CN=srs", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=srs", (ECDsa)key, HashAlgorithmName.SHA256);
        var now = timeProvider.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(ValidYears));
        return new DtlsCertificate(certificate);
    }
}
