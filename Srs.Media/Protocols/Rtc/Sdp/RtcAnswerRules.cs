namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What an offer is answered by.</summary>
public sealed record RtcAnswerRules
{
    /// <summary>What the peer is to be let do.</summary>
    public required RtcUse Use { get; init; }

    /// <summary>Our ICE credentials.</summary>
    public required RtcIceParameters Ice { get; init; }

    /// <summary>Fingerprint of our certificate, such as <c>sha-256 AA:BB:...</c>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Our candidates, as text with or without <c>candidate:</c> before it; all there will be.</summary>
    public required IReadOnlyList<string> Candidates { get; init; }

    /// <summary>Whether we are ICE-lite (RFC 8445 §2.5). Default true.</summary>
    public bool IceLite { get; init; } = true;

    /// <summary>Our role in the DTLS handshake when the offer leaves it open. Default passive, as SRS.</summary>
    public RtcSetup Setup { get; init; } = RtcSetup.Passive;

    /// <summary>Who answers, for the o= line; without spaces.</summary>
    public string Server { get; init; } = "SRS";

    /// <summary>Number for the o= line.</summary>
    public long SessionId { get; init; }

    /// <summary>Id of the stream as a whole (a=msid-semantic), <c>app/stream</c> in SRS.</summary>
    public required string StreamName { get; init; }

    /// <summary>Publish: codecs that are taken, the preferred ones first. The order of the offer decides only among payload types of one codec.</summary>
    public IReadOnlyList<RtcFormat> Formats { get; init; } =
    [
        new(RtcEncoding.Opus), new(RtcEncoding.Pcmu), new(RtcEncoding.Pcma), new(RtcEncoding.G722),
        new(RtcEncoding.H264), new(RtcEncoding.H265), new(RtcEncoding.Av1), new(RtcEncoding.Vp9), new(RtcEncoding.Vp8),
    ];

    /// <summary>Play: tracks of the stream, the preferred ones first.</summary>
    public IReadOnlyList<RtcPlayTrack> Tracks { get; init; } = [];

    /// <summary>Which codecs the request asks for.</summary>
    public RtcCodecWish Wish { get; init; } = RtcCodecWish.None;

    /// <summary>What is asked for in Opus.</summary>
    public OpusRules Opus { get; init; } = new();

    /// <summary>Whether lost packets are asked for and sent again. Default true.</summary>
    public bool Nack { get; init; } = true;

    /// <summary>Whether they are sent again as retransmission payloads (RFC 4588) where the offer has them. Default true.</summary>
    public bool Rtx { get; init; } = true;

    /// <summary>Whether arrival times are reported by transport-wide sequence number. Default true.</summary>
    public bool Twcc { get; init; } = true;

    /// <summary>Whether the receiver's estimate of the bit rate is taken up where the offer has it. Default false.</summary>
    public bool Remb { get; init; }

    /// <summary>Most simulcast layers that are taken from one m-line of a publisher; 0 takes its first only. Default 0.</summary>
    public int MaxLayers { get; init; }

    /// <summary>
    /// Whether, as in SRS, the whole offer is refused for m-lines that could be left out: those that are neither audio nor video, go the
    /// wrong way or stand outside BUNDLE, and for a missing BUNDLE. Default false.
    /// </summary>
    public bool IsStrict { get; init; }
}
