using Srs.Media.Diagnostics;
using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>What was counted of a track since its publisher began; immutable.</summary>
public sealed record TrackStatistics
{
    /// <summary>The track as last announced.</summary>
    public required TrackInfo Track { get; init; }

    /// <summary>Frames received.</summary>
    public required long Frames { get; init; }

    /// <summary>Payload bytes received.</summary>
    public required long Bytes { get; init; }

    /// <summary>Frames per second over the last 10 seconds.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>Time between the last two key frames; zero before the second one.</summary>
    public required TimeSpan GroupLength { get; init; }

    /// <summary>Payload bit rates.</summary>
    public required Bitrates Rate { get; init; }
}
