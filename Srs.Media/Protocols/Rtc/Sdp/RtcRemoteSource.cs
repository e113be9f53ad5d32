namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A stream of RTP packets that a publisher announces by a=ssrc (RFC 5576).</summary>
/// <param name="Ssrc">SSRC of the media.</param>
/// <param name="RtxSsrc">SSRC of its retransmissions (a=ssrc-group:FID); null when none is announced.</param>
/// <param name="Cname">CNAME; null when it is not said.</param>
/// <param name="Msid">Media stream and track as the line has them; null when it is not said.</param>
public sealed record RtcRemoteSource(uint Ssrc, uint? RtxSsrc, string? Cname, string? Msid);
