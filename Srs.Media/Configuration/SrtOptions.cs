namespace Srs.Media.Configuration;

/// <summary>Streams over SRT; section <c>Srt</c>.</summary>
public sealed record SrtOptions
{
    /// <summary>Whether streams are published and played by SRT. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether SRT streams are played by other protocols. Default true.</summary>
    public bool SrtToRtmp { get; init; } = true;
}
