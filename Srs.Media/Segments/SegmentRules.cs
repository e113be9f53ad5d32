using Srs.Media.Configuration;

namespace Srs.Media.Segments;

/// <summary>When a stream is cut.</summary>
/// <param name="Fragment">Wanted length of a segment.</param>
/// <param name="TdRatio">A segment ends at the first key frame after this multiple of it.</param>
/// <param name="AofRatio">A segment of sound ends after this multiple of it.</param>
/// <param name="WaitKeyframe">Whether segments begin with a key frame; else with any picture.</param>
/// <param name="TsFloor">Whether the number of segments follows the wall clock.</param>
public sealed record SegmentRules(TimeSpan Fragment, double TdRatio, double AofRatio, bool WaitKeyframe, bool TsFloor)
{
    /// <summary>Part of a segment that can be sent before the rest is there.</summary>
    public TimeSpan Part { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Whether places to cut are sought on a grid of the encoder's clock instead of from the last cut on, so that streams with the same key frames are
    /// cut at the same ones whenever they begin.
    /// </summary>
    public bool IsAligned { get; init; }

    /// <summary>The rules of HLS.</summary>
    public static SegmentRules Of(HlsOptions hls)
    {
        ArgumentNullException.ThrowIfNull(hls);
        return new SegmentRules(hls.HlsFragment, hls.HlsTdRatio, hls.HlsAofRatio, hls.HlsWaitKeyframe, hls.HlsTsFloor);
    }
}
