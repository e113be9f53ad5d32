namespace Srs.Web.Api.Dto;

/// <summary>Format of a video track.</summary>
internal sealed record ApiVideo
{
    /// <summary>Codec, such as H264, HEVC or AV1.</summary>
    /// <example>H264</example>
    public required string Codec { get; init; }

    /// <summary>Profile; empty when unknown.</summary>
    /// <example>High</example>
    public required string Profile { get; init; }

    /// <summary>Level; empty when unknown.</summary>
    /// <example>3.1</example>
    public required string Level { get; init; }

    /// <summary>Width in pixels; 0 when unknown.</summary>
    /// <example>1280</example>
    public required int Width { get; init; }

    /// <summary>Height in pixels; 0 when unknown.</summary>
    /// <example>720</example>
    public required int Height { get; init; }
}
