namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What a peer tells about ICE after its offer (application/trickle-ice-sdpfrag, RFC 8840 §9; PATCH in RFC 9725 §4.3).</summary>
public sealed record SdpFragment
{
    /// <summary>Media type of fragments.</summary>
    public const string ContentType = "application/trickle-ice-sdpfrag";

    /// <summary>ICE credentials that the candidates belong to; null when it names none.</summary>
    public RtcIceParameters? Ice { get; init; }

    /// <summary>Candidates, as <c>candidate:...</c>; all of one transport, whatever m-line they stand in.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>Whether no more candidates will come.</summary>
    public bool EndOfCandidates { get; init; }

    /// <summary>Whether it begins ICE anew: its credentials are not those of the session.</summary>
    public bool IsRestart(RtcIceParameters current) => Ice is not null && Ice != current;
}
