using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtc;

/// <summary>What a peer asks for, by WHIP, WHEP or SRS's API.</summary>
public sealed record RtcRequest
{
    /// <summary>What the broker is asked.</summary>
    public required AccessRequest Access { get; init; }

    /// <summary>The snapshot of options that the session keeps.</summary>
    public required VhostOptions Vhost { get; init; }

    /// <summary>The offer.</summary>
    public required string Offer { get; init; }

    /// <summary>Our candidates.</summary>
    public required IReadOnlyList<IceCandidate> Candidates { get; init; }

    /// <summary>Codecs that the request asks for.</summary>
    public RtcCodecWish Wish { get; init; } = RtcCodecWish.None;

    /// <summary>Our ICE credentials, which the request may choose.</summary>
    public IceCredentials Credentials { get; init; } = IceCredentials.Create();

    /// <summary>How packets are protected.</summary>
    public RtcProtection Protection { get; init; }

    /// <summary>How the server calls itself in answers.</summary>
    public string Server { get; init; } = "SRS";
}
