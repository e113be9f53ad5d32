namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Role in the DTLS handshake, as a=setup of the answer says it (RFC 8842 §5.3).</summary>
public enum RtcSetup
{
    /// <summary>passive: waits for the ClientHello; the DTLS server.</summary>
    Passive,

    /// <summary>active: sends the ClientHello; the DTLS client.</summary>
    Active,
}
