namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Kind of key of a <see cref="DtlsCertificate"/>.</summary>
public enum DtlsKeyType
{
    /// <summary>ECDSA on P-256: what every peer takes, small and fast.</summary>
    Ecdsa,

    /// <summary>RSA of 2048 bits.</summary>
    Rsa,
}
