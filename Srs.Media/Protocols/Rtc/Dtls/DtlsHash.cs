namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Hash function of a fingerprint. RFC 8122 section 5; its MD5 and MD2 prove nothing and are not taken.</summary>
public enum DtlsHash
{
    /// <summary>"sha-1"</summary>
    Sha1,

    /// <summary>"sha-224"</summary>
    Sha224,

    /// <summary>"sha-256": what all browsers send.</summary>
    Sha256,

    /// <summary>"sha-384"</summary>
    Sha384,

    /// <summary>"sha-512"</summary>
    Sha512,
}
