using System.Collections.Immutable;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Which addresses of ours peers are told, as configured.</summary>
public sealed record IceCandidateRules
{
    /// <summary>
    /// Addresses or names, each of which may have a port behind a colon; <c>*</c>, <c>0.0.0.0</c> or <c>::</c> for those of the machine;
    /// <c>$NAME</c> for what that environment variable says, <c>*</c> where there is none. Each entry may hold several, separated by spaces
    /// or commas. Default <c>*</c>.
    /// </summary>
    public ImmutableArray<string> Candidates { get; init; } = ["*"];

    /// <summary>Whether <c>*</c> looks at the network interfaces. Default true. SRS: <c>use_auto_detect_network_ip</c>.</summary>
    public bool DetectsAddresses { get; init; } = true;

    /// <summary>Which addresses are taken from interfaces, names and the API host. Default IPv4. SRS: <c>ip_family</c>.</summary>
    public IceAddressFamilies Families { get; init; } = IceAddressFamilies.IPv4;

    /// <summary>Whether the host that the client used for the API is told. Default true. SRS: <c>api_as_candidates</c>.</summary>
    public bool UsesApiHost { get; init; } = true;

    /// <summary>Whether it is looked up when it is a name. Default true. SRS: <c>resolve_api_domain</c>.</summary>
    public bool ResolvesApiHost { get; init; } = true;

    /// <summary>Whether a name is told as such, too. Default false. SRS: <c>keep_api_domain</c>.</summary>
    public bool KeepsApiHost { get; init; }

    /// <summary>By what peers may come. Default UDP. SRS: <c>protocol</c>.</summary>
    public IceTransports Transports { get; init; } = IceTransports.Udp;

    /// <summary>Port of UDP. Default 8000.</summary>
    public int UdpPort { get; init; } = 8000;

    /// <summary>Port of TCP. Default 8000.</summary>
    public int TcpPort { get; init; } = 8000;
}
