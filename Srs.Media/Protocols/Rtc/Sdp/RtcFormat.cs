namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A codec that can be taken from a publisher, or that a track is coded in.</summary>
/// <param name="Encoding">The codec.</param>
public sealed record RtcFormat(RtcEncoding Encoding)
{
    /// <summary>
    /// The stream's profile of H.264, to pick the payload type that fits it best; null when it is not known or none is preferred, and then
    /// Constrained Baseline goes first. No offer is refused for its profile: decoders take more than offers say.
    /// </summary>
    public H264ProfileLevelId? H264 { get; init; }

    /// <summary>The stream's profile-id of H.265 or VP9, or profile of AV1, likewise; null prefers the codec's main profile.</summary>
    public int? Profile { get; init; }
}
