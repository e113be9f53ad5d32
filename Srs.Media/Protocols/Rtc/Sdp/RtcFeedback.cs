namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>RTCP feedback of a codec that both sides want (a=rtcp-fb, RFC 4585 §4.2).</summary>
[Flags]
public enum RtcFeedback
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>nack: lost packets are asked for (RFC 4585 §6.2.1).</summary>
    Nack = 1,

    /// <summary>nack pli: picture loss indication (RFC 4585 §6.3.1).</summary>
    PictureLoss = 2,

    /// <summary>ccm fir: full intra request (RFC 5104 §4.3.1).</summary>
    FullIntra = 4,

    /// <summary>transport-cc: arrival times by transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01).</summary>
    TransportWide = 8,

    /// <summary>goog-remb: the receiver's estimate of the bit rate (draft-alvestrand-rmcat-remb-03).</summary>
    Remb = 16,
}
