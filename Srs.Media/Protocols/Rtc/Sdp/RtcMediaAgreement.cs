using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What was agreed upon for an m-line.</summary>
public sealed record RtcMediaAgreement
{
    /// <summary>Place in offer and answer, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Its mid, as packets carry it; empty when the offer has none.</summary>
    public required string Mid { get; init; }

    /// <summary>Sound, pictures, or data for anything else.</summary>
    public required MediaKind Kind { get; init; }

    /// <summary>Why it was left out, a sentence for the log; null when it was accepted.</summary>
    public string? Rejection { get; init; }

    /// <summary>Whether it was left out: nothing goes there.</summary>
    public bool IsRejected => Rejection is not null;

    /// <summary>Whether it was left out by being inactive and not by port 0; then a codec stands for it.</summary>
    public bool IsInactive => IsRejected && Codecs.Count > 0;

    /// <summary>Our direction: receive-only of publishers, send-only to players.</summary>
    public RtcDirection Direction { get; init; } = RtcDirection.Inactive;

    /// <summary>Codecs, the one to begin with first. One of publishers; of a track whose codec is not known yet, all that fit.</summary>
    public IReadOnlyList<RtcCodec> Codecs { get; init; } = [];

    /// <summary>Header extensions.</summary>
    public RtcHeaderExtensions Extensions { get; init; } = RtcHeaderExtensions.None;

    /// <summary>Publish: SSRCs that the offer announces; empty where it announces none, and then mid, rid or payload type tells.</summary>
    public IReadOnlyList<RtcRemoteSource> Sources { get; init; } = [];

    /// <summary>Publish: rids of the simulcast layers that will come; empty without simulcast.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>Publish: media stream and track (a=msid); null when the offer does not say.</summary>
    public string? Msid { get; init; }

    /// <summary>Play: the track that goes there.</summary>
    public RtcPlayTrack? Track { get; init; }
}
