using System.Collections.Immutable;
using Srs.Media.Diagnostics;

namespace Srs.Media.Streams;

/// <summary>A stream as the API shows it; immutable.</summary>
public sealed record StreamInfo
{
    /// <summary><see cref="LiveStream.Id"/>.</summary>
    public required string Id { get; init; }

    /// <summary>Identity of the stream.</summary>
    public required StreamKey Key { get; init; }

    /// <summary>Session id of the source that is seen; null when there is none.</summary>
    public required string? PublisherId { get; init; }

    /// <summary>Kind of that source.</summary>
    public SourceKind? Source { get; init; }

    /// <summary>Viewers, and the publisher.</summary>
    public required int ClientCount { get; init; }

    /// <summary>Time since the publisher began; zero without one.</summary>
    public required TimeSpan Uptime { get; init; }

    /// <summary>Bytes received, over all publishers of this life of the stream.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Bytes sent, over all viewers.</summary>
    public required long SentBytes { get; init; }

    /// <summary>Rate of the bytes received.</summary>
    public required Bitrates ReceiveRate { get; init; }

    /// <summary>Rate of the bytes sent.</summary>
    public required Bitrates SendRate { get; init; }

    /// <summary>Frames that viewers missed because they were too slow.</summary>
    public required long DroppedFrames { get; init; }

    /// <summary>How often viewers went on at a later key frame because they were too slow.</summary>
    public long Jumps { get; init; }

    /// <summary>What was counted per track, in the order in which they came.</summary>
    public required ImmutableArray<TrackStatistics> Tracks { get; init; }

    /// <summary>Metadata and tracks.</summary>
    public required StreamHeaders Headers { get; init; }
}
