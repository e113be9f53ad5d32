using System.Security.Cryptography;

namespace Srs.Media.Access;

/// <summary>Verifies signatures of tokens (RFC 7518 §3).</summary>
internal static class TokenSignature
{
    private const int Es256Length = 64;

    /// <summary>The <c>alg</c> of a token that a kind of key checks; empty for keys that check none.</summary>
    public static string NameOf(AuthKind kind) => kind switch
    {
        AuthKind.Hs256 => "HS256",
        AuthKind.Rs256 => "RS256",
        AuthKind.Es256 => "ES256",
        _ => "",
    };

    /// <summary>Whether a token is signed by a key. The algorithm is the key's.</summary>
    public static bool Verify(JsonWebToken token, JsonWebKey key)
    {
        if (token.Algorithm != NameOf(key.Kind))
        {
            return false;
        }

        try
        {
            switch (key.Kind)
            {
                case AuthKind.Hs256:
                    Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
                    HMACSHA256.HashData(key.Bytes.AsSpan(), token.Signed, mac);
                    return CryptographicOperations.FixedTimeEquals(mac, token.Signature);
                case AuthKind.Rs256:
                    using (var rsa = RSA.Create())
                    {
                        rsa.ImportSubjectPublicKeyInfo(key.Bytes.AsSpan(), out _);
                        return rsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                    }

                case AuthKind.Es256:
                    using (var ecdsa = ECDsa.Create())
                    {
                        ecdsa.ImportSubjectPublicKeyInfo(key.Bytes.AsSpan(), out _);
                        return token.Signature.Length == Es256Length
                            && ecdsa.VerifyData(token.Signed, token.Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
                    }

                default:
                    return false;
            }
        }
        catch (CryptographicException)
        {
            // A signature that no key can have made.
            return false;
        }
    }
}
