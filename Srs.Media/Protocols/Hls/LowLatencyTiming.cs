using Srs.Media.Configuration;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Hls;

/// <summary>The lengths that a low-latency playlist promises; immutable.</summary>
/// <param name="Target">EXT-X-TARGETDURATION in seconds.</param>
/// <param name="PartTarget">PART-TARGET: no part is longer.</param>
/// <remarks>
/// They may not change during a stream (draft-pantos-hls-rfc8216bis §6.2.1), so they only ever grow, when the stream turns out to have longer ones; by
/// then an untrue promise would be worse.
/// </remarks>
internal sealed record LowLatencyTiming(int Target, TimeSpan PartTarget)
{
    /// <summary>
    /// What the wanted length of a part is stretched by at once: a part ends with a frame, up to 8 ms later at 24 and 48 pictures a second, and encoders
    /// round to milliseconds. At least 85 % of the promise has to be kept (§4.4.4.9), so it is not more.
    /// </summary>
    private const double Slack = 1.05;

    private static readonly TimeSpan Unit = TimeSpan.FromMilliseconds(10);

    /// <summary>PART-HOLD-BACK (§4.4.3.8).</summary>
    public TimeSpan PartHoldBack => PartTarget * 3;

    /// <summary>HOLD-BACK (§4.4.3.8).</summary>
    public TimeSpan HoldBack => TimeSpan.FromSeconds(Target * 3);

    /// <summary>CAN-SKIP-UNTIL: older segments are left out of delta updates (§4.4.3.8).</summary>
    public TimeSpan SkipUntil => TimeSpan.FromSeconds(Target * 6);

    /// <summary>How far from the end of the playlist parts are listed (§6.2.2).</summary>
    public TimeSpan PartWindow => TimeSpan.FromSeconds(Target * 3);

    /// <summary>Longest wait of a request (§6.2.5.2).</summary>
    public TimeSpan LongestWait => TimeSpan.FromSeconds(Target * 3);

    /// <summary>Parts ahead of the last one that can be asked for, the Advance Part Limit (§6.2.5.2).</summary>
    public int AdvancePartLimit => PartTarget < TimeSpan.FromSeconds(1) ? (int)Math.Ceiling(3 / PartTarget.TotalSeconds) : 3;

    /// <summary>What is promised before anything is known.</summary>
    public static LowLatencyTiming Of(HlsOptions options)
    {
        var rules = SegmentRules.Of(options);
        return new LowLatencyTiming(Round(rules.Fragment * rules.TdRatio), RoundUp(rules.Part * Slack));
    }

    /// <summary>What can be promised of a stream.</summary>
    public LowLatencyTiming Include(SegmentsView view)
    {
        var (target, part) = (Target, PartTarget);
        foreach (var segment in view.Segments)
        {
            target = Math.Max(target, Round(segment.Duration));
            part = segment.Parts.Aggregate(part, Max);
        }

        part = view.OpenParts.Aggregate(part, Max);
        return target == Target && part == PartTarget ? this : new LowLatencyTiming(target, part);
    }

    private static TimeSpan Max(TimeSpan longest, SegmentPart part) => part.Duration > longest ? RoundUp(part.Duration) : longest;

    private static TimeSpan RoundUp(TimeSpan time) => Unit * Math.Ceiling(time / Unit);

    private static int Round(TimeSpan time) => Math.Max(1, (int)Math.Round(time.TotalSeconds, MidpointRounding.AwayFromZero));
}
