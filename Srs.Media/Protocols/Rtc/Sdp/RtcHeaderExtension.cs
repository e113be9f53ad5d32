namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>RTP header extensions that are negotiated (RFC 8285).</summary>
public enum RtcHeaderExtension
{
    /// <summary>Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01).</summary>
    TransportWideCc,

    /// <summary>Which m-line a packet belongs to (RFC 9143 §15).</summary>
    Mid,

    /// <summary>Which simulcast layer a packet belongs to (RFC 8852 §3.1).</summary>
    Rid,

    /// <summary>Which simulcast layer a retransmitted packet belongs to (RFC 8852 §3.2).</summary>
    RepairedRid,

    /// <summary>When a packet was sent, for estimates by the receiver.</summary>
    AbsSendTime,

    /// <summary>How loud the sound is (RFC 6464).</summary>
    AudioLevel,

    /// <summary>How long the receiver may wait before it shows a picture.</summary>
    PlayoutDelay,
}
