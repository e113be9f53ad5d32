namespace Srs.Media.Protocols.Rtc;

/// <summary>How the packets of a session are protected.</summary>
public enum RtcProtection
{
    /// <summary>By SRTP, whose keys a DTLS handshake gives (RFC 5764); what browsers speak.</summary>
    Srtp,

    /// <summary>The handshake is done and proves who the peer is, but media is plain; SRS's <c>encrypt=false</c>.</summary>
    Handshake,

    /// <summary>Not at all: media flows once ICE has found a way; SRS's <c>dtls=false</c>.</summary>
    None,
}
