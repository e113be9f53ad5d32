namespace Srs.Media.Rtp;

/// <summary>How much a peer may make us look at, keep or send.</summary>
public static class RtpLimits
{
    /// <summary>Longest RTP packet in bytes, which is what fits into a datagram or an RFC 4571 frame.</summary>
    public const int MaxPacketBytes = ushort.MaxValue;

    /// <summary>Header extension elements of a packet that are looked at; browsers send up to 10.</summary>
    public const int MaxHeaderExtensions = 16;

    /// <summary>RTCP packets of a compound packet that are looked at. What peers send has up to 8.</summary>
    public const int MaxCompoundPackets = 64;

    /// <summary>Pairs of a NACK that are looked at, 17 packets each; a datagram holds fewer, but a frame over TCP might not.</summary>
    public const int MaxNackPairs = 512;

    /// <summary>Statuses that one transport-wide feedback packet may tell; an honest one tells a few hundred.</summary>
    public const int MaxFeedbackStatuses = 8192;

    /// <summary>
    /// A sequence number so far ahead of the highest one is a new beginning and not a loss, which two packets in a row have to
    /// confirm (RFC 3550 appendix A.1, MAX_DROPOUT).
    /// </summary>
    public const int MaxDropout = 3000;

    /// <summary>
    /// A packet so far behind the highest one is a new beginning, likewise. Far more than the RFC's 100, since retransmissions come
    /// late: 1.5 s at 2000 packets a second.
    /// </summary>
    public const int MaxMisorder = 3000;
}
