namespace Srs.Media.Configuration;

/// <summary>Programs run for streams; section <c>Exec</c>.</summary>
public sealed record ExecOptions
{
    /// <summary>Whether they are run. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Command lines run while a stream is published, separated by semicolons. Default none.</summary>
    public string Publish { get; init; } = "";
}
