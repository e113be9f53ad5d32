using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Srs.Tests.Access;

/// <summary>Makes tokens, good and bad.</summary>
internal static class TestTokens
{
    public const string Secret = "0123456789abcdef0123456789abcdef";

    /// <summary>A token of HS256.</summary>
    /// <param name="claims">JSON of the claims.</param>
    /// <param name="header">JSON of the header.</param>
    /// <param name="secret">What it is signed with.</param>
    public static string Hs256(string claims, string header = """{"alg":"HS256","typ":"JWT"}""", string secret = Secret) =>
        Make(header, claims, signed => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));

    public static string Rs256(RSA key, string claims, string header = """{"alg":"RS256"}""") =>
        Make(header, claims, signed => key.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Es256(ECDsa key, string claims, string header = """{"alg":"ES256"}""") =>
        Make(header, claims, signed => key.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));

    public static string Make(string header, string claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Encode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    /// <summary>The set of one RSA and one EC key.</summary>
    public static string KeySet(RSA rsa, ECDsa ecdsa)
    {
        var (r, e) = (rsa.ExportParameters(false), ecdsa.ExportParameters(false));
        return $$"""
            {"keys":[
              {"kty":"oct","k":"AAAA","kid":"shared"},
              {"kty":"RSA","kid":"r1","use":"sig","alg":"RS256","n":"{{Encode(r.Modulus!)}}","e":"{{Encode(r.Exponent!)}}"},
              {"kty":"RSA","kid":"enc","use":"enc","n":"{{Encode(r.Modulus!)}}","e":"{{Encode(r.Exponent!)}}"},
              {"kty":"EC","kid":"e1","crv":"P-256","x":"{{Encode(e.Q.X!)}}","y":"{{Encode(e.Q.Y!)}}"}
            ]}
            """;
    }
}
