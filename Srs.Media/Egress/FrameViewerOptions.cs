using Srs.Media.Streams;

namespace Srs.Media.Egress;

/// <summary>What is different about a <see cref="FrameViewer"/>.</summary>
public sealed record FrameViewerOptions
{
    /// <summary>Which times the viewer sees. Default full, from the first frame on.</summary>
    public TimeJitter Times { get; init; } = TimeJitter.Full;

    /// <summary>How much of the stream to send; null for all. Default null.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether audio is sent at first. Default true.</summary>
    public bool ReceivesAudio { get; init; } = true;

    /// <summary>Whether video is sent at first. Default true.</summary>
    public bool ReceivesVideo { get; init; } = true;
}
