namespace Srs.Web.Configuration;

/// <summary>The listener of WebRTC; section <c>Srs:RtcServer</c>.</summary>
/// <remarks>What is told to clients counts for new sessions at once; the rest when the server is started.</remarks>
internal sealed record RtcServerOptions
{
    /// <summary>Whether there is one. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where, by UDP: <c>[ip:]port</c>. Default 8000, as SRS.</summary>
    public string Listen { get; init; } = "8000";

    /// <summary>The same by TCP.</summary>
    public RtcTcpOptions Tcp { get; init; } = new();

    /// <summary>What clients are told to come by: <c>udp</c>, <c>tcp</c> or <c>all</c>. Default all.</summary>
    public string Protocol { get; init; } = "all";

    /// <summary>Addresses or names that clients are told, separated by spaces, each with a port of its own perhaps; <c>*</c> for those of the machine, <c>$NAME</c> for what an environment variable says. Default *.</summary>
    public string Candidate { get; init; } = "*";

    /// <summary>Whether the addresses of the machine are told. Default true.</summary>
    public bool UseAutoDetectNetworkIp { get; init; } = true;

    /// <summary>Which of them: <c>ipv4</c>, <c>ipv6</c> or <c>all</c>. Default all.</summary>
    public string IpFamily { get; init; } = "all";

    /// <summary>Whether the host of the API request is told. Default true.</summary>
    public bool ApiAsCandidates { get; init; } = true;

    /// <summary>Whether its address is looked up. Default true.</summary>
    public bool ResolveApiDomain { get; init; } = true;

    /// <summary>Whether its name is told too. Default false.</summary>
    public bool KeepApiDomain { get; init; }

    /// <summary>Whether the certificate is ECDSA instead of RSA. Default true.</summary>
    public bool Ecdsa { get; init; } = true;

    /// <summary>Whether media is encrypted, unless the request says otherwise and <c>AllowPlain</c> lets it. Browsers need it. Default true.</summary>
    public bool Encrypt { get; init; } = true;

    /// <summary>Whether a request may ask for plain media by <c>encrypt=false</c> or <c>dtls=false</c>, for tests and tools. Default false.</summary>
    public bool AllowPlain { get; init; }

    /// <summary>Sockets for the same port, each with a thread, 1 to 64; 0 for one per core. Default 1, as SRS.</summary>
    public int Reuseport { get; init; } = 1;

    /// <summary>Accepted: small NAL units of a picture share a packet anyway. Default false.</summary>
    public bool MergeNalus { get; init; }

    /// <summary>STUN and TURN servers that WHIP and WHEP clients are told of by Link headers, by names of your choice.</summary>
    public IReadOnlyDictionary<string, IceServerOptions> IceServers { get; init; } = new Dictionary<string, IceServerOptions>();

    /// <summary>Accepted: packets are not copied to anybody.</summary>
    public BlackHoleOptions BlackHole { get; init; } = new();
}
