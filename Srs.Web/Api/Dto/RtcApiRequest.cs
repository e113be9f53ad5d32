namespace Srs.Web.Api.Dto;

/// <summary>An offer of WebRTC. SRS's clients send <c>api</c>, <c>clientip</c> and <c>tid</c> besides, which nothing depends on.</summary>
internal sealed record RtcApiRequest
{
    /// <summary>The offer.</summary>
    public string? Sdp { get; init; }

    /// <summary>The stream, with credentials perhaps.</summary>
    /// <example>webrtc://localhost/live/livestream</example>
    public string? Streamurl { get; init; }
}
