namespace Srs.Media.Configuration;

/// <summary>Fetching a stream or file by FFmpeg; section <c>Ingest:&lt;name&gt;</c>.</summary>
public sealed record IngestOptions
{
    /// <summary>Whether it is fetched. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>The program. Default none.</summary>
    public string Ffmpeg { get; init; } = "";

    /// <summary>What is fetched.</summary>
    public IngestInputOptions Input { get; init; } = new();

    /// <summary>What is made of it.</summary>
    public EngineOptions Engine { get; init; } = new();
}
