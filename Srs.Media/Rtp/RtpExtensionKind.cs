namespace Srs.Media.Rtp;

/// <summary>What an element of a header extension means, whichever identifier a session gives it.</summary>
public enum RtpExtensionKind : byte
{
    /// <summary>Unknown here; never forwarded.</summary>
    None,

    /// <summary>Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01); written anew on each hop.</summary>
    TransportSequence,

    /// <summary>When the packet left its sender, in 2^-18 s; written anew on each hop.</summary>
    AbsoluteSendTime,

    /// <summary>Identification of the m-line (RFC 8843 §15); written anew on each hop.</summary>
    Mid,

    /// <summary>Identification of a simulcast layer (RFC 8852); left out when forwarding.</summary>
    StreamId,

    /// <summary>Identification of the layer that a retransmission repairs (RFC 8852); left out when forwarding.</summary>
    RepairedStreamId,

    /// <summary>Level of the sound (RFC 6464).</summary>
    AudioLevel,

    /// <summary>Wish for the delay of playing.</summary>
    PlayoutDelay,

    /// <summary>How to turn the picture (3GPP TS 26.114 §7.4.5).</summary>
    VideoOrientation,

    /// <summary>Dependency descriptor (RTP payload format for AV1, appendix A).</summary>
    DependencyDescriptor,
}
