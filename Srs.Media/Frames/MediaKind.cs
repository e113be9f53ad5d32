namespace Srs.Media.Frames;

/// <summary>What a track carries.</summary>
public enum MediaKind
{
    /// <summary>Sound.</summary>
    Audio,

    /// <summary>Pictures.</summary>
    Video,

    /// <summary>Anything timed that is neither: metadata, cue points, captions.</summary>
    Data,
}
