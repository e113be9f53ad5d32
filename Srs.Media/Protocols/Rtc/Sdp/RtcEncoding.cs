namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>The codecs that are negotiated, in the names that a=rtpmap gives them.</summary>
public enum RtcEncoding
{
    /// <summary>Opus (RFC 7587): opus/48000/2.</summary>
    Opus,

    /// <summary>G.711 µ-law (RFC 3551): PCMU/8000, static payload type 0.</summary>
    Pcmu,

    /// <summary>G.711 A-law (RFC 3551): PCMA/8000, static payload type 8.</summary>
    Pcma,

    /// <summary>G.722 (RFC 3551): G722/8000, which counts 8000 for 16000 samples, static payload type 9.</summary>
    G722,

    /// <summary>H.264 (RFC 6184).</summary>
    H264,

    /// <summary>H.265 (RFC 7798), single stream.</summary>
    H265,

    /// <summary>VP8 (RFC 7741).</summary>
    Vp8,

    /// <summary>VP9 (RFC 9628).</summary>
    Vp9,

    /// <summary>AV1 (AOM's RTP payload format 1.0), also under its old name AV1X.</summary>
    Av1,
}
