namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Which protocol a datagram of a WebRTC peer belongs to.</summary>
internal enum PacketKind
{
    /// <summary>None that a peer speaks with us, or too short for its own.</summary>
    Other,

    /// <summary>Connectivity checks.</summary>
    Stun,

    /// <summary>Handshake, and data channels.</summary>
    Dtls,

    /// <summary>Media.</summary>
    Rtp,

    /// <summary>Reports about media.</summary>
    Rtcp,
}
