namespace Srs.Media.Protocols.Rtc.Stun;

/// <summary>Types of attributes. A receiver that does not know one below 0x8000 must refuse the message. RFC 8489 18.3, RFC 8445 16.1.</summary>
internal enum StunAttribute : ushort
{
    MappedAddress = 0x0001,

    /// <summary>In ICE the receiver's user name fragment, a colon, and the sender's. RFC 8445 7.2.2.</summary>
    Username = 0x0006,

    /// <summary>HMAC-SHA1 over the message up to here. RFC 8489 14.5.</summary>
    MessageIntegrity = 0x0008,

    ErrorCode = 0x0009,
    UnknownAttributes = 0x000A,
    Realm = 0x0014,
    Nonce = 0x0015,
    MessageIntegritySha256 = 0x001C,

    /// <summary>Where the request came from, as its receiver saw it. RFC 8489 14.2.</summary>
    XorMappedAddress = 0x0020,

    /// <summary>Priority that the sender would give to its address if the check discovered it. RFC 8445 7.1.1.</summary>
    Priority = 0x0024,

    /// <summary>The controlling side has chosen this pair. RFC 8445 7.1.2.</summary>
    UseCandidate = 0x0025,

    Software = 0x8022,

    /// <summary>CRC-32 over the message up to here, by which STUN is told from other protocols. RFC 8489 14.7.</summary>
    Fingerprint = 0x8028,

    /// <summary>The sender believes to be the controlled side. RFC 8445 7.1.3.</summary>
    IceControlled = 0x8029,

    /// <summary>The sender believes to be the controlling side. RFC 8445 7.1.3.</summary>
    IceControlling = 0x802A,
}
