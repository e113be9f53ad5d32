namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>The offer's side of the transport that all media share: ICE and DTLS.</summary>
internal sealed record RtcOfferedTransport
{
    /// <summary>ICE credentials.</summary>
    public required RtcIceParameters Ice { get; init; }

    /// <summary>Candidates that are in the offer, as text after <c>a=</c>.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Whether there will be no more of them.</summary>
    public required bool EndOfCandidates { get; init; }

    /// <summary>Fingerprints of which the peer's certificate must have one.</summary>
    public required IReadOnlyList<RtcFingerprint> Fingerprints { get; init; }

    /// <summary>Our role in the DTLS handshake.</summary>
    public required RtcSetup Setup { get; init; }

    /// <summary>Reads what holds for the accepted m-lines.</summary>
    /// <param name="offer">The offer.</param>
    /// <param name="media">M-lines of the transport, those that matter most first; levels are looked at in that order, then the session.</param>
    /// <param name="preferred">Our role when the offer leaves it open.</param>
    /// <exception cref="RtcNegotiationException">Something is missing or malformed, or both sides are ICE-lite.</exception>
    public static RtcOfferedTransport Read(SessionDescription offer, IReadOnlyList<RtcOfferedMedia> media, RtcSetup preferred)
    {
        if (offer.Attributes.Has("ice-lite"))
        {
            throw new RtcNegotiationException(
                RtcErrorCode.RtcInvalidIce, "The offer is a=ice-lite, as this server is; one side must do the connectivity checks: use full ICE.");
        }

        IReadOnlyList<SdpAttribute>[] levels = [.. media.Select(static line => line.Line.Attributes), offer.Attributes];

        // The user name and the password belong together, so they are taken from one level.
        var ice = levels.FirstOrDefault(static level => level.Has("ice-ufrag")) ?? offer.Attributes;
        var certificate = levels.FirstOrDefault(static level => level.Has("fingerprint")) ?? offer.Attributes;
        return new RtcOfferedTransport
        {
            Ice = RtcIceParameters.Check(ice.Find("ice-ufrag"), ice.Find("ice-pwd") ?? offer.Attributes.Find("ice-pwd")),
            Candidates =
            [
                .. levels.SelectMany(static level => level.FindAll("candidate"))
                    .Distinct()
                    .Take(SdpLimits.MaxCandidates)
                    .Select(static text => "candidate:" + text),
            ],
            EndOfCandidates = levels.Any(static level => level.Has("end-of-candidates")),
            Fingerprints = RtcFingerprint.Choose(certificate.FindAll("fingerprint")),
            Setup = Choose(levels.Select(static level => level.Find("setup")).FirstOrDefault(static setup => setup is not null), preferred),
        };
    }

    /// <summary>Gives our role; an offer that names none means active (RFC 4145 §4.1).</summary>
    private static RtcSetup Choose(string? offered, RtcSetup preferred) => offered switch
    {
        "actpass" => preferred,
        "active" or null => RtcSetup.Passive,
        "passive" => RtcSetup.Active,
        _ => throw new RtcNegotiationException(
            RtcErrorCode.RtcSdpNegotiate, $"a=setup:{SdpText.Show(offered)} cannot be answered; use actpass, active or passive."),
    };
}
