using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Srs.Tests.TestSupport;
using Srs.Web.Configuration;
using Srs.Web.Hosting.Tls;

namespace Srs.Tests.Web.Hosting.Tls;

public sealed class PemCertificateTests : IDisposable
{
    private readonly TestCertificates _files = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Load_CertAndKey_GivesAllNames(bool isRsa)
    {
        var (cert, key) = TestCertificates.SelfSigned(isRsa);

        var certificate = Load(cert, key);

        Assert.True(certificate.Leaf.HasPrivateKey);
        Assert.Equal("localhost, 127.0.0.1", certificate.Names);
        Assert.Empty(certificate.Context.IntermediateCertificates);
    }

    [Fact]
    public void Load_OneFileHoldsBoth_InEitherOrder()
    {
        var (cert, key) = TestCertificates.SelfSigned();

        Assert.True(Load($"{cert}\n{key}").Leaf.HasPrivateKey);
        Assert.True(Load($"Notes of a human,\nas openssl prints them.\n{key}\n\n{cert}").Leaf.HasPrivateKey);
    }

    [Fact]
    public void Load_Chain_SendsIntermediatesWithoutTheRoot()
    {
        var (root, chain, key) = TestCertificates.Chain();

        Assert.Equal("CN=Srs test intermediate", Assert.Single(Load(chain, key).Context.IntermediateCertificates).Subject);
        Assert.Equal("CN=Srs test intermediate", Assert.Single(Load($"{chain}\n{root}", key).Context.IntermediateCertificates).Subject);
    }

    [Fact]
    public void Load_KeyOfAnother_IsRefused()
    {
        var (cert, _) = TestCertificates.SelfSigned();
        var (_, key) = TestCertificates.SelfSigned();
        var (_, rsa) = TestCertificates.SelfSigned(isRsa: true);

        AssertRefused("key.pem holds no key for the first certificate of", cert, key);
        AssertRefused("key.pem holds no key for the first certificate of", cert, rsa);
        AssertRefused("cert.pem holds no key for its first certificate; put the server's own certificate first", $"{cert}\n{key}");
    }

    [Fact]
    public void Load_IntermediateFirst_IsRefused()
    {
        var (root, chain, key) = TestCertificates.Chain();

        AssertRefused("put the server's own certificate first", $"{root}\n{chain}", key);
    }

    [Fact]
    public void Load_KeyWithPassword_IsRefused()
    {
        var (cert, _) = TestCertificates.SelfSigned();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1000));

        AssertRefused("key.pem holds a key with a password; write it without: openssl pkey", cert, encrypted);
        AssertRefused("key.pem holds a key with a password", cert, "-----BEGIN EC PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n");
    }

    [Fact]
    public void Load_NotWhatItShouldBe_IsRefused()
    {
        var (cert, key) = TestCertificates.SelfSigned();

        AssertRefused("cert.pem holds no certificate in PEM form", "", key);
        AssertRefused("cert.pem holds no certificate in PEM form", key, key);
        AssertRefused("cert.pem holds no private key; add it, or name the key's file in Key", cert);
        AssertRefused("key.pem holds no private key in PEM form", cert, cert);
        AssertRefused("cert.pem holds a damaged certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", key);
    }

    [Fact]
    public void Load_AnyTruncation_IsRefusedOrWhole()
    {
        var (_, chain, key) = TestCertificates.Chain();
        var text = key + "\n" + chain;
        for (var length = 0; length < text.Length; length += 7)
        {
            try
            {
                Assert.True(Load(text[..length]).Leaf.HasPrivateKey);
            }
            catch (CertificateException)
            {
            }
        }
    }

    [Fact]
    public void Read_NoFile_IsRefused()
    {
        var (cert, _) = TestCertificates.SelfSigned();
        var paths = new CertificatePaths(_files.Write("cert.pem", cert), _files["none.pem"]);

        var fault = Assert.Throws<CertificateException>(() => PemFiles.Read(paths));

        Assert.StartsWith($"Srs:Tls:Key is \"{paths.Key}\", but {paths.Key} does not exist;", fault.Describe("Srs:Tls"), StringComparison.Ordinal);
        Assert.Throws<CertificateException>(() => PemFiles.Read(new CertificatePaths(_files["none/cert.pem"], "")));
        Assert.Throws<CertificateException>(() => PemFiles.Read(new CertificatePaths(_files["."], "")));
        Assert.Throws<CertificateException>(() => PemFiles.Read(new CertificatePaths("\0", "")));
        Assert.Throws<CertificateException>(() => PemFiles.Read(new CertificatePaths(_files.Write("long.pem", new string('x', 2_000_000)), "")));
    }

    [Fact]
    public void SelfSigned_IsForThisMachine()
    {
        var certificate = SelfSignedCertificate.Create(DateTimeOffset.UtcNow);

        Assert.StartsWith("localhost, ", certificate.Names, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", certificate.Names, StringComparison.Ordinal);
        Assert.Contains("::1", certificate.Names, StringComparison.Ordinal);
        using var key = certificate.Leaf.GetECDsaPrivateKey();
        Assert.Equal(256, key!.KeySize);
        Assert.InRange((certificate.NotAfter - DateTimeOffset.UtcNow).TotalDays, 364, 366);
    }

    public void Dispose() => _files.Dispose();

    private ServerCertificate Load(string cert, string? key = null)
    {
        var paths = new CertificatePaths(_files.Write("cert.pem", cert), key is null ? "" : _files.Write("key.pem", key));
        return PemCertificate.Load(PemFiles.Read(paths), paths);
    }

    private void AssertRefused(string fault, string cert, string? key = null) =>
        Assert.Contains(fault, Assert.Throws<CertificateException>(() => Load(cert, key)).Message, StringComparison.Ordinal);
}
