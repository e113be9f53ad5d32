namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A codec that both sides agreed upon for an m-line, under the offer's payload types.</summary>
public sealed record RtcCodec
{
    /// <summary>The codec.</summary>
    public required RtcEncoding Encoding { get; init; }

    /// <summary>0 to 127, without 64 to 95, which RTCP occupies (RFC 5761 §4).</summary>
    public required byte PayloadType { get; init; }

    /// <summary>Payload type of retransmissions (RFC 4588); null when there are none.</summary>
    public byte? RtxPayloadType { get; init; }

    /// <summary>Ticks of the RTP timestamp in a second.</summary>
    public required int ClockRate { get; init; }

    /// <summary>Channels as a=rtpmap counts them: 2 for Opus whatever it carries, 0 for video.</summary>
    public required int Channels { get; init; }

    /// <summary>Value of a=rtpmap after the payload type, as the offer spells it, such as <c>opus/48000/2</c>.</summary>
    public required string RtpMap { get; init; }

    /// <summary>Format parameters of the offer: what the peer sends and can take.</summary>
    public required SdpParameters Offered { get; init; }

    /// <summary>Format parameters of the answer.</summary>
    public required SdpParameters Answered { get; init; }

    /// <summary>Feedback of the answer.</summary>
    public RtcFeedback Feedback { get; init; }

    /// <summary>
    /// packetization-mode of H.264 (RFC 6184 §6.2): 0 for one NAL unit a packet, 1 for aggregation and fragments too. Peers that offer 0
    /// only are rare, and those known take fragments all the same.
    /// </summary>
    public int PacketizationMode => Offered.GetNumber("packetization-mode") ?? 0;

    /// <summary>What the peer wants of the Opus that it is sent (RFC 7587 §6.1).</summary>
    public OpusWish Opus => OpusWish.Read(Offered);
}
