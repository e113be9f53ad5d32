namespace Srs.Web.Api.Dto;

/// <summary>A feature that needs more than the server itself; an addition to SRS's API.</summary>
internal sealed record FeatureSummary
{
    /// <summary><c>webrtc</c>, or <c>webrtc_transcoding</c>: what of sound and pictures has to become something else between WebRTC and other protocols.</summary>
    /// <example>webrtc</example>
    public required string Name { get; init; }

    /// <summary><c>on</c>, <c>off</c> (as the settings say) or <c>missing</c> (something has to be installed).</summary>
    /// <example>on</example>
    public required string State { get; init; }

    /// <summary>Why it is not on, and what to do; absent when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Where clients come to; absent for what has no address of its own.</summary>
    /// <example>["udp://0.0.0.0:8000"]</example>
    public IReadOnlyList<string>? Listen { get; init; }
}
