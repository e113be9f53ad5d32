namespace Srs.Web.Api.Dto;

/// <summary>An answer of WebRTC.</summary>
internal sealed record RtcApiResponse : ApiEnvelope
{
    /// <summary>The answer.</summary>
    public required string Sdp { get; init; }

    /// <summary>Name of the session: our ICE user fragment, a colon, and the client's.</summary>
    /// <example>9v015h75:uHhrjmtzDpaSKpCv</example>
    public required string Sessionid { get; init; }
}
