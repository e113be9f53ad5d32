namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A payload type of an offer's m-line and all that is said about it.</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="RtpMap">Value of its a=rtpmap after the payload type, or what a static payload type stands for.</param>
internal sealed record RtcOfferedCodec(byte PayloadType, string RtpMap)
{
    /// <summary>Encoding name, such as H264 or rtx.</summary>
    public required string Name { get; init; }

    /// <summary>Which codec that is; null when it is none of ours.</summary>
    public required RtcEncoding? Encoding { get; init; }

    /// <summary>Ticks in a second; 0 when it is not said.</summary>
    public required int ClockRate { get; init; }

    /// <summary>Third field of a=rtpmap; 0 when it has none.</summary>
    public required int Channels { get; init; }

    /// <summary>Its a=fmtp.</summary>
    public required SdpParameters Parameters { get; init; }

    /// <summary>Its a=rtcp-fb, those for all payload types included.</summary>
    public required RtcFeedback Feedback { get; init; }

    /// <summary>Payload type of its retransmissions; null when it has none.</summary>
    public byte? RtxPayloadType { get; init; }
}
