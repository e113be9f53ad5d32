namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Who begins the handshake: in SDP the client is "active", the server "passive". RFC 8842 section 5.</summary>
public enum DtlsRole
{
    /// <summary>Waits for the peer's ClientHello.</summary>
    Server,

    /// <summary>Sends the ClientHello.</summary>
    Client,
}
