using System.Text.Json.Serialization;

namespace Srs.Web.Api.Dto;

/// <summary>A track of a stream. What does not apply to its kind is 0 or empty.</summary>
internal sealed record ApiTrack
{
    /// <summary>Number of the track, from 0 for each kind.</summary>
    /// <example>0</example>
    public required int Id { get; init; }

    /// <summary>video, audio or data.</summary>
    /// <example>video</example>
    public required string Kind { get; init; }

    /// <summary>Codec, such as H264, HEVC, AAC or Opus.</summary>
    /// <example>H264</example>
    public required string Codec { get; init; }

    /// <summary>Profile.</summary>
    /// <example>High</example>
    public required string Profile { get; init; }

    /// <summary>Level.</summary>
    /// <example>3.1</example>
    public required string Level { get; init; }

    /// <summary>Width in pixels.</summary>
    /// <example>1280</example>
    public required int Width { get; init; }

    /// <summary>Height in pixels.</summary>
    /// <example>720</example>
    public required int Height { get; init; }

    /// <summary>Frames per second, over 10 seconds.</summary>
    /// <example>30.00</example>
    [JsonConverter(typeof(TwoDecimalsConverter))]
    public required double Fps { get; init; }

    /// <summary>Milliseconds between the last two key frames; 0 before the second one.</summary>
    /// <example>2000</example>
    public required long GopMs { get; init; }

    /// <summary>Samples per second.</summary>
    /// <example>0</example>
    public required int SampleRate { get; init; }

    /// <summary>Number of channels.</summary>
    /// <example>0</example>
    public required int Channel { get; init; }

    /// <summary>Frames since the publisher began.</summary>
    /// <example>496</example>
    public required long Frames { get; init; }

    /// <summary>Payload bytes since the publisher began.</summary>
    /// <example>1302144</example>
    public required long Bytes { get; init; }

    /// <summary>Payload rates.</summary>
    public required TrackKbps Kbps { get; init; }
}
