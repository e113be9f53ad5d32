namespace Srs.Web.Configuration;

/// <summary>The listener of WebRTC; section <c>Srs:RtcServer</c>.</summary>
internal sealed record RtcServerOptions
{
    /// <summary>Whether there is one. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where, by UDP: <c>[ip:]port</c>, several separated by spaces. Default 8000, as SRS.</summary>
    public string Listen { get; init; } = "8000";

    /// <summary>The same by TCP.</summary>
    public RtcTcpOptions Tcp { get; init; } = new();

    /// <summary>What candidates offer: <c>udp</c>, <c>tcp</c> or <c>all</c>. Default udp, as SRS.</summary>
    public string Protocol { get; init; } = "udp";

    /// <summary>Address that clients are told; <c>*</c> for those of the machine. Default *.</summary>
    public string Candidate { get; init; } = "*";

    /// <summary>Whether the addresses of the machine are told. Default true.</summary>
    public bool UseAutoDetectNetworkIp { get; init; } = true;

    /// <summary>Which of them: <c>ipv4</c>, <c>ipv6</c> or <c>all</c>. Default ipv4, as SRS.</summary>
    public string IpFamily { get; init; } = "ipv4";

    /// <summary>Whether the host of the API request is told. Default true.</summary>
    public bool ApiAsCandidates { get; init; } = true;

    /// <summary>Whether its address is looked up. Default true.</summary>
    public bool ResolveApiDomain { get; init; } = true;

    /// <summary>Whether its name is told too. Default false.</summary>
    public bool KeepApiDomain { get; init; }

    /// <summary>Whether the certificate is ECDSA instead of RSA. Default true.</summary>
    public bool Ecdsa { get; init; } = true;

    /// <summary>Whether media is encrypted. Default true.</summary>
    public bool Encrypt { get; init; } = true;

    /// <summary>Sockets for the same port. Default 1, as SRS.</summary>
    public int Reuseport { get; init; } = 1;

    /// <summary>Whether the NAL units of a picture go into one packet where they fit. Default false.</summary>
    public bool MergeNalus { get; init; }

    /// <summary>Copies of plain packets, to find faults.</summary>
    public BlackHoleOptions BlackHole { get; init; } = new();
}
