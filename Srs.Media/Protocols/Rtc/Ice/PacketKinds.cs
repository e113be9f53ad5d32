namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Tells protocols that share a port by their first bytes.</summary>
internal static class PacketKinds
{
    private const int StunHeaderLength = 20;
    private const int DtlsHeaderLength = 13;
    private const int RtpHeaderLength = 12;
    private const int RtcpHeaderLength = 8;

    /// <summary>Looks at the first two bytes, and whether the protocol's header fits. RFC 7983 7, RFC 5761 4.</summary>
    public static PacketKind Of(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < RtcpHeaderLength)
        {
            return PacketKind.Other;
        }

        return datagram[0] switch
        {
            <= 3 => datagram.Length >= StunHeaderLength ? PacketKind.Stun : PacketKind.Other,
            >= 20 and <= 63 => datagram.Length >= DtlsHeaderLength ? PacketKind.Dtls : PacketKind.Other,
            >= 128 and <= 191 => datagram[1] switch
            {
                // Payload types 64 to 95 with the marker bit; RTP on a shared port does not use them.
                >= 192 and <= 223 => PacketKind.Rtcp,
                _ => datagram.Length >= RtpHeaderLength ? PacketKind.Rtp : PacketKind.Other,
            },
            _ => PacketKind.Other,
        };
    }
}
