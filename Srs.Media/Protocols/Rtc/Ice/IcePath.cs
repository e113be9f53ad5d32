using Srs.Media.Net.Udp;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>A way between a peer and us: a pair of addresses by UDP, or a TCP connection.</summary>
/// <param name="Endpoint">The peer, and the address of ours that it talks to.</param>
/// <param name="ConnectionId">Number of the TCP connection in this process; 0 for UDP.</param>
internal readonly record struct IcePath(UdpEndpoint Endpoint, long ConnectionId = 0)
{
    /// <summary>Whether it is a TCP connection.</summary>
    public bool IsTcp => ConnectionId != 0;

    /// <inheritdoc/>
    public override string ToString() => $"{(IsTcp ? "tcp" : "udp")} {Endpoint}";
}
