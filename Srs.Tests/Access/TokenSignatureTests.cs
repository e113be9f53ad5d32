using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Srs.Media.Access;

namespace Srs.Tests.Access;

/// <summary>The examples of RFC 7515, appendices A.1 to A.3, and what must never verify.</summary>
public sealed class TokenSignatureTests
{
    private const string Claims = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    private const string Hs256 = $"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{Claims}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    private const string HsKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    private const string Rs256 = $"eyJhbGciOiJSUzI1NiJ9.{Claims}."
        + "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
        + "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
        + "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    private const string RsModulus =
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOW"
        + "vG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9k"
        + "G4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";

    private const string Es256 = $"eyJhbGciOiJFUzI1NiJ9.{Claims}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private const string Set = $$"""
        {"keys":[
          {"kty":"RSA","n":"{{RsModulus}}","e":"AQAB"},
          {"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}
        ]}
        """;

    private static readonly JsonWebKey Shared = new("", AuthKind.Hs256, [.. Base64Url.DecodeFromChars(HsKey)]);

    [Fact]
    public void Verify_ExamplesOfTheRfc_AreGood()
    {
        var keys = PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes(Set));

        Assert.Equal([AuthKind.Rs256, AuthKind.Es256], keys.Select(static key => key.Kind));
        Assert.True(TokenSignature.Verify(Read(Hs256), Shared));
        Assert.True(TokenSignature.Verify(Read(Rs256), keys[0]));
        Assert.True(TokenSignature.Verify(Read(Es256), keys[1]));
        Assert.False(TokenSignature.Verify(Read(Es256), keys[0]));
        Assert.False(TokenSignature.Verify(Read(Rs256), keys[1]));
    }

    [Fact]
    public void Verify_OneBitChanged_IsBad()
    {
        var keys = PublicKeyReader.ReadSet(Encoding.UTF8.GetBytes(Set)).Add(Shared);
        foreach (var (text, key) in new[] { (Rs256, keys[0]), (Es256, keys[1]), (Hs256, Shared) })
        {
            var token = Read(text);
            for (var bit = 0; bit < token.Signature.Length * 8; bit += 7)
            {
                var signature = (byte[])token.Signature.Clone();
                signature[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(TokenSignature.Verify(token with { Signature = signature }, key));
            }

            foreach (var length in new[] { 0, 1, token.Signature.Length - 1 })
            {
                Assert.False(TokenSignature.Verify(token with { Signature = token.Signature[..length] }, key));
            }

            Assert.False(TokenSignature.Verify(token with { Signature = [.. token.Signature, 0] }, key));
        }
    }

    [Fact]
    public void Verify_PublicKeyAsSharedSecret_IsBad()
    {
        using var rsa = RSA.Create(2048);
        var pem = rsa.ExportSubjectPublicKeyInfoPem();
        Assert.True(PublicKeyReader.TryReadPem(pem, AuthKind.Rs256, out var key, out _));

        foreach (var secret in new[] { pem, pem + "\n", Encoding.Latin1.GetString(rsa.ExportSubjectPublicKeyInfo()) })
        {
            var forged = TestTokens.Make("""{"alg":"HS256"}""", "{}", signed => HMACSHA256.HashData(Encoding.Latin1.GetBytes(secret), signed));
            Assert.False(TokenSignature.Verify(Read(forged), key));
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    [InlineData("hs256")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    public void Verify_OtherAlgorithm_IsBad(string algorithm)
    {
        var token = TestTokens.Hs256("{}", $$"""{"alg":"{{algorithm}}"}""", "k");
        var key = new JsonWebKey("", AuthKind.Hs256, [(byte)'k']);

        Assert.False(TokenSignature.Verify(Read(token), key));
        Assert.False(TokenSignature.Verify(Read(token) with { Signature = [] }, key));
    }

    private static JsonWebToken Read(string text) => JsonWebToken.TryRead(text, out var token, out var fault) ? token : throw new FormatException(fault);
}
