namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>How the owner of a candidate knows its address; RFC 8445 5.1.1.</summary>
public enum IceCandidateType
{
    /// <summary>It is its own.</summary>
    Host,

    /// <summary>A STUN server has seen it.</summary>
    ServerReflexive,

    /// <summary>The peer has seen it.</summary>
    PeerReflexive,

    /// <summary>A TURN server lends it.</summary>
    Relayed,
}
