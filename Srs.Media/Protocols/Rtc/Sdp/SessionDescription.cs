namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>A session description (RFC 8866). Lines that neither WebRTC nor RTSP needs (i, u, e, p, b, t, r, z, k) are not kept.</summary>
public sealed record SessionDescription
{
    /// <summary>The o= line.</summary>
    public SdpOrigin Origin { get; init; } = SdpOrigin.None;

    /// <summary>The s= line.</summary>
    public string Name { get; init; } = "-";

    /// <summary>Value of the session's c= line; null when it has none.</summary>
    public string? Connection { get; init; }

    /// <summary>The session's a= lines, in order.</summary>
    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];

    /// <summary>The m-lines, in order.</summary>
    public IReadOnlyList<SdpMedia> Media { get; init; } = [];
}
