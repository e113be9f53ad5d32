namespace Srs.Media.Configuration;

/// <summary>What is fetched; section <c>Input</c> of <c>Ingest</c>.</summary>
public sealed record IngestInputOptions
{
    /// <summary><c>file</c>, read again at its end, or <c>stream</c>. Default none.</summary>
    public string Type { get; init; } = "";

    /// <summary>Its path or URL. Default none.</summary>
    public string Url { get; init; } = "";
}
