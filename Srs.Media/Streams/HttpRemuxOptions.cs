namespace Srs.Media.Streams;

/// <summary>Live streams over HTTP; section <c>HttpRemux</c>.</summary>
public sealed record HttpRemuxOptions
{
    /// <summary>Whether streams can be fetched over HTTP. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>How much of the past a listener to <c>.aac</c> or <c>.mp3</c> gets at once, at most 1 minute. Default 0, as SRS.</summary>
    public TimeSpan FastCache { get; init; }

    /// <summary>
    /// Path of a stream, of <c>[vhost]</c>, <c>[app]</c> and <c>[stream]</c>; the other formats have the same with their extensions. Default
    /// <c>[vhost]/[app]/[stream].flv</c>, as SRS.
    /// </summary>
    public string Mount { get; init; } = "[vhost]/[app]/[stream].flv";

    /// <summary>Whether the audio of a stream is sent. Default true.</summary>
    public bool HasAudio { get; init; } = true;

    /// <summary>Whether the video of a stream is sent. Default true.</summary>
    public bool HasVideo { get; init; } = true;

    /// <summary>Whether the flags of FLV's header tell what the stream really has instead of HasAudio and HasVideo; the tables of MPEG-TS always do. Default true.</summary>
    public bool GuessHasAv { get; init; } = true;

    /// <summary>Whether a kind that HasAudio or HasVideo denies is held back, not only left out of the header's flags. Default true.</summary>
    public bool DropIfNotMatch { get; init; } = true;

    /// <summary>Longest time that a request for a stream without publisher is held. Default 30 s.</summary>
    public TimeSpan WaitForPublisher { get; init; } = TimeSpan.FromSeconds(30);
}
