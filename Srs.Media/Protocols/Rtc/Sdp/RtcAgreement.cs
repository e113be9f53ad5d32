namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>The answer to an offer and all that the session needs of both.</summary>
public sealed record RtcAgreement
{
    /// <summary>The answer, with CR LF.</summary>
    public required string Answer { get; init; }

    /// <summary>The m-lines in order, those left out included.</summary>
    public required IReadOnlyList<RtcMediaAgreement> Media { get; init; }

    /// <summary>The peer's ICE credentials.</summary>
    public required RtcIceParameters RemoteIce { get; init; }

    /// <summary>The peer's candidates that were in the offer, as <c>candidate:...</c>; others may be trickled.</summary>
    public required IReadOnlyList<string> RemoteCandidates { get; init; }

    /// <summary>Whether no more candidates will come.</summary>
    public required bool EndOfCandidates { get; init; }

    /// <summary>Fingerprints of which the peer's certificate must have one; at least one.</summary>
    public required IReadOnlyList<RtcFingerprint> RemoteFingerprints { get; init; }

    /// <summary>Our role in the DTLS handshake.</summary>
    public required RtcSetup Setup { get; init; }

    /// <summary>The m-lines that were accepted.</summary>
    public IEnumerable<RtcMediaAgreement> Accepted => Media.Where(static media => !media.IsRejected);
}
