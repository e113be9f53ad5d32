namespace Srs.Media.Segments;

/// <summary>How a stream is cut and into what.</summary>
/// <param name="Rules">Where it is cut.</param>
/// <param name="HasTs">Whether <see cref="SegmentForm.Ts"/> is made.</param>
/// <param name="HasCmaf">Whether <see cref="SegmentForm.Cmaf"/> is made.</param>
/// <param name="Keep">How long segments stay in memory.</param>
/// <param name="KeepAfterEnd">How long they all stay after the last publisher; null for as long as there is memory.</param>
internal sealed record SegmenterOptions(SegmentRules Rules, bool HasTs, bool HasCmaf, TimeSpan Keep, TimeSpan? KeepAfterEnd)
{
    /// <summary>The timeline that it shares with others; null for one of its own.</summary>
    public RenditionClock? Clock { get; init; }

    /// <summary>The time of day that all tracks of the source have in common.</summary>
    public SourceClock Source { get; init; } = new();
}
