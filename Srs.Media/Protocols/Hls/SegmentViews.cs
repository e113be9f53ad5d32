using Srs.Media.Protocols.Dash;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>What is shown of the segments of one stream: HLS, DASH, or both. One segmenter at a time.</summary>
/// <param name="hls">What HLS lists.</param>
/// <param name="dash">What DASH lists; null without.</param>
/// <param name="clock">The timeline that it shares with other renditions; null for one of its own.</param>
internal sealed class SegmentViews(HlsStream hls, DashStream? dash, RenditionClock? clock)
{
    private bool _hasHls;
    private bool _hasDash;

    /// <summary>A source begins.</summary>
    /// <returns>How it is cut; null when nobody wants it.</returns>
    public SegmenterOptions? Begin(SourceMark mark)
    {
        _hasHls = mark.Options.Hls.Enabled;
        _hasDash = dash is not null && mark.Options.Dash.Enabled;
        var options = _hasHls ? hls.Begin(mark.Options.Hls, mark.Session) : null;
        options = _hasDash ? dash!.Begin(mark.Options.Dash, options, clock) : options;
        return clock is null || options is null ? options : options with { Clock = clock, Rules = options.Rules with { IsAligned = true } };
    }

    /// <summary>A segment is complete.</summary>
    public async ValueTask AddAsync(Segment segment)
    {
        if (_hasHls)
        {
            await hls.AddAsync(segment).ConfigureAwait(false);
        }

        if (_hasDash)
        {
            await dash!.AddAsync(segment, keeps: !_hasHls).ConfigureAwait(false);
        }
    }

    /// <summary>The last source has left.</summary>
    public void End()
    {
        hls.End();
        dash?.End();
    }
}
