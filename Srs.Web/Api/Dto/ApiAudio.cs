namespace Srs.Web.Api.Dto;

/// <summary>Format of an audio track.</summary>
internal sealed record ApiAudio
{
    /// <summary>Codec, such as AAC, MP3 or Opus.</summary>
    /// <example>AAC</example>
    public required string Codec { get; init; }

    /// <summary>Samples per second; 0 when unknown.</summary>
    /// <example>48000</example>
    public required int SampleRate { get; init; }

    /// <summary>Number of channels; 0 when unknown.</summary>
    /// <example>2</example>
    public required int Channel { get; init; }

    /// <summary>Profile; empty when unknown or when the codec has none.</summary>
    /// <example>LC</example>
    public required string Profile { get; init; }
}
