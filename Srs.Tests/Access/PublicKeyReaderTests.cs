using System.Security.Cryptography;
using System.Text;
using Srs.Media.Access;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Access;

public sealed class PublicKeyReaderTests
{
    [Fact]
    public void ReadSet_KeysOfAllKinds_GivesThoseForSignaturesOfOurAlgorithms()
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        var keys = PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes(TestTokens.KeySet(rsa, ecdsa)));

        Assert.Equal([("r1", AuthKind.Rs256), ("e1", AuthKind.Es256)], keys.Select(static key => (key.KeyId, key.Kind)));
        Assert.Equal(rsa.ExportSubjectPublicKeyInfo(), keys[0].Bytes);
    }

    [Fact]
    public void ReadSet_MutatedBytes_GivesKeysOrFormatException()
    {
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        foreach (var mutated in Mutations.Of(Encoding.UTF8.GetBytes(TestTokens.KeySet(rsa, ecdsa)), 1000))
        {
            try
            {
                Assert.True(PublicKeyReader.ReadSet(mutated).Length <= 4);
            }
            catch (FormatException)
            {
                // As documented.
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"keys":{}}""")]
    public void ReadSet_NoSet_IsRefused(string json)
    {
        Assert.Throws<FormatException>(() => PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void ReadSet_ManyKeys_TakesTheFirstHundred()
    {
        using var rsa = RSA.Create(2048);
        var modulus = TestTokens.Encode(rsa.ExportParameters(false).Modulus!);
        var keys = string.Join(',', Enumerable.Range(0, 150).Select(i => $$"""{"kty":"RSA","kid":"{{i}}","n":"{{modulus}}","e":"AQAB"}"""));

        Assert.Equal(PublicKeyReader.MaxKeys, PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes($"{{\"keys\":[{keys}]}}")).Length);
    }

    [Fact]
    public void TryReadPem_WrongKinds_AreRefusedWithAReason()
    {
        using var rsa = RSA.Create(2048);
        using var small = RSA.Create(1024);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var large = ECDsa.Create(ECCurve.NamedCurves.nistP384);

        Assert.True(Reads(rsa.ExportSubjectPublicKeyInfoPem(), AuthKind.Rs256));
        Assert.True(Reads(rsa.ExportRSAPublicKeyPem(), AuthKind.Rs256));
        Assert.True(Reads(ecdsa.ExportSubjectPublicKeyInfoPem(), AuthKind.Es256));
        Assert.False(Reads(small.ExportSubjectPublicKeyInfoPem(), AuthKind.Rs256));
        Assert.False(Reads(large.ExportSubjectPublicKeyInfoPem(), AuthKind.Es256));
        Assert.False(Reads(rsa.ExportSubjectPublicKeyInfoPem(), AuthKind.Es256));
        Assert.False(Reads(ecdsa.ExportSubjectPublicKeyInfoPem(), AuthKind.Rs256));
        Assert.False(Reads(rsa.ExportPkcs8PrivateKeyPem(), AuthKind.Rs256));
        Assert.False(Reads("no PEM", AuthKind.Rs256));
    }

    private static bool Reads(string pem, AuthKind kind)
    {
        var isRead = PublicKeyReader.TryReadPem(pem, kind, out _, out var fault);
        Assert.True(isRead || fault.Length > 0);
        return isRead;
    }
}
