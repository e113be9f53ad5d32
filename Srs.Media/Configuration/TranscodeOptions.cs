namespace Srs.Media.Configuration;

/// <summary>Transcoding by FFmpeg; section <c>Transcode:&lt;scope&gt;</c>, the scope being <c>all</c>, <c>app</c> or <c>app/stream</c>.</summary>
public sealed record TranscodeOptions
{
    /// <summary>Whether streams of the scope are transcoded. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>The program. Default none.</summary>
    public string Ffmpeg { get; init; } = "";

    /// <summary>What is made of a stream, by name.</summary>
    public IReadOnlyDictionary<string, EngineOptions> Engine { get; init; } = new Dictionary<string, EngineOptions>();
}
