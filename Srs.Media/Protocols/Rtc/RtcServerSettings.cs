using System.Net;
using Srs.Media.Protocols.Rtc.Dtls;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Where and how WebRTC is served.</summary>
public sealed record RtcServerSettings
{
    /// <summary>Address to listen on; null for all.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>UDP port, 0 to 65535; 0 takes a free one. Default 8000.</summary>
    public int Port { get; init; } = 8000;

    /// <summary>Sockets of the port, each with a thread; 0 for one per core. Default 0.</summary>
    public int Shards { get; init; }

    /// <summary>Sessions at most, those included whose peers have not come yet. Default 20,000.</summary>
    public int MaxSessions { get; init; } = 20_000;

    /// <summary>Sessions of them that are not connected yet; one more, and the oldest of these ends. Default 10,000.</summary>
    public int MaxOpening { get; init; } = 10_000;

    /// <summary>Key of our certificate. Default ECDSA, whose handshakes are the quickest.</summary>
    public DtlsKeyType KeyType { get; init; } = DtlsKeyType.Ecdsa;
}
