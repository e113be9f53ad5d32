using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Tests.Protocols.Rtc.Dtls;

/// <summary>Contexts that tests share, since keys take time to make.</summary>
internal static class DtlsContexts
{
    private static readonly Lazy<DtlsContext> LazyServer = new(static () => new DtlsContext(DtlsCertificate.Create(TimeProvider.System)));
    private static readonly Lazy<DtlsContext> LazyClient = new(static () => new DtlsContext(DtlsCertificate.Create(TimeProvider.System)));
    private static readonly Lazy<DtlsContext> LazyRsa = new(static () => new DtlsContext(DtlsCertificate.Create(TimeProvider.System, DtlsKeyType.Rsa)));
    private static readonly Lazy<DtlsContext> LazyLargeRsa = new(static () => new DtlsContext(MakeLarge(RSA.Create(4096))));
    private static readonly Lazy<DtlsContext> LazyLargeEcdsa = new(static () => new DtlsContext(MakeLarge(ECDsa.Create(ECCurve.NamedCurves.nistP384))));

    /// <summary>ECDSA, all profiles.</summary>
    public static DtlsContext Server => LazyServer.Value;

    /// <summary>Another one like it.</summary>
    public static DtlsContext Client => LazyClient.Value;

    /// <summary>By name: "ecdsa", "rsa", and "rsa-large" and "ecdsa-large", whose certificates take several datagrams.</summary>
    public static DtlsContext Named(string name) => name switch
    {
        "ecdsa" => Client,
        "rsa" => LazyRsa.Value,
        "rsa-large" => LazyLargeRsa.Value,
        "ecdsa-large" => LazyLargeEcdsa.Value,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>One that knows only some profiles.</summary>
    public static DtlsContext With(params SrtpProfile[] profiles) => new(Client.Certificate, profiles);

    private static DtlsCertificate MakeLarge(AsymmetricAlgorithm key)
    {
        var request = key is RSA rsa
            ? new CertificateRequest("CN=large", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=large", (ECDsa)key, HashAlgorithmName.SHA384);
        var names = new SubjectAlternativeNameBuilder();
        for (var i = 0; i < 200; i++)
        {
            names.AddDnsName($"host-{i}.example.com");
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(10));
        key.Dispose();
        return new DtlsCertificate(certificate);
    }
}
