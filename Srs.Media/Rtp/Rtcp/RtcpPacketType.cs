namespace Srs.Media.Rtp.Rtcp;

/// <summary>Types of RTCP packets.</summary>
/// <remarks>RFC 3550 §12.1, RFC 4585 §6.1, RFC 3611 §2.</remarks>
public enum RtcpPacketType : byte
{
    /// <summary>SR, see <see cref="RtcpSenderReport"/>.</summary>
    SenderReport = 200,

    /// <summary>RR, see <see cref="RtcpReceiverReport"/>.</summary>
    ReceiverReport = 201,

    /// <summary>SDES, see <see cref="RtcpSourceDescription"/>.</summary>
    SourceDescription = 202,

    /// <summary>BYE, see <see cref="RtcpBye"/>.</summary>
    Bye = 203,

    /// <summary>APP; skipped.</summary>
    ApplicationDefined = 204,

    /// <summary>RTPFB: <see cref="RtcpNack"/> and <see cref="RtcpTransportFeedback"/>.</summary>
    TransportFeedback = 205,

    /// <summary>PSFB: <see cref="RtcpPictureLoss"/>, <see cref="RtcpFullIntraRequest"/> and <see cref="RtcpBitrateEstimate"/>.</summary>
    PayloadFeedback = 206,

    /// <summary>XR; skipped.</summary>
    ExtendedReport = 207,
}
