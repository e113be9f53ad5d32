using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Media.Protocols.Rtc;

/// <summary>How much a WebRTC peer may make us keep or do. Beside these: <see cref="Sdp.SdpLimits"/>, <see cref="Rtp.RtpLimits"/>.</summary>
internal static class RtcLimits
{
    /// <summary>Longest datagram that is looked at, by UDP and by TCP: peers cut theirs to less than 1500 bytes.</summary>
    public const int MaxReceivedBytes = IceTcpFraming.MaxReceivedBytes;

    /// <summary>
    /// Sequence numbers of NACKs that are looked up for a player from one of its ticks, which come every 100 ms, to the next: half a second of
    /// 20 Mb/s. One datagram of NACKs may name 8000.
    /// </summary>
    public const int MaxNacksPerTick = 1024;

    /// <summary>Time that a TCP connection has for a check that is the beginning of a session's path.</summary>
    public static readonly TimeSpan MaxTcpStart = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which a TCP connection is closed: consent checks come every 4 to 6 s (RFC 7675 §5.1).</summary>
    public static readonly TimeSpan MaxTcpSilence = TimeSpan.FromSeconds(30);
}
