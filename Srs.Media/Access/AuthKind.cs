namespace Srs.Media.Access;

/// <summary>What a key of <see cref="AuthKeyOptions"/> checks.</summary>
public enum AuthKind
{
    /// <summary>The key itself, shown by the client.</summary>
    Key,

    /// <summary>Signed URLs.</summary>
    Signature,

    /// <summary>Tokens with HMAC SHA-256 (RFC 7518 §3.2).</summary>
    Hs256,

    /// <summary>Tokens with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 7518 §3.3).</summary>
    Rs256,

    /// <summary>Tokens with ECDSA on P-256 and SHA-256 (RFC 7518 §3.4).</summary>
    Es256,
}
