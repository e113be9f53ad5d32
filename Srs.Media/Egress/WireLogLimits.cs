namespace Srs.Media.Egress;

/// <summary>How much a <see cref="WireLog"/> keeps.</summary>
/// <param name="QueueLength">How far, in the stream's time, a viewer may be behind.</param>
/// <param name="MaxGroupFrames">Frames after a key frame past which it is not kept for those who join.</param>
/// <param name="KeepsKeyFrame">Whether the newest key frame is kept for those who join.</param>
public sealed record WireLogLimits(TimeSpan QueueLength, int MaxGroupFrames, bool KeepsKeyFrame)
{
    /// <summary>Most bytes of one log: 30 s at 8 Mb/s.</summary>
    public long MaxBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>For how long frames are gathered before viewers get them; null leaves it to the load. Default null.</summary>
    public TimeSpan? Merge { get; init; }

    /// <summary>How much of the stream's past is kept for those who join, whether anybody still reads it or not.</summary>
    public TimeSpan Past { get; init; }
}
