using System.Collections.Immutable;
using Srs.Media.Protocols.Dash;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>What is shown of the segments of one stream: HLS, DASH, or both. One segmenter at a time.</summary>
/// <param name="hls">What HLS lists.</param>
/// <param name="dash">What DASH lists; null without.</param>
/// <param name="options">The options of the stream.</param>
/// <param name="clock">The timeline that it shares with other renditions; null for one of its own.</param>
/// <param name="sources">The clocks of the sources of the stream, which all its tracks have in common.</param>
/// <param name="listed">Told when a segment has been listed everywhere; never fails.</param>
internal sealed class SegmentViews(HlsStream hls, DashStream? dash, VhostOptions options, RenditionClock? clock, SourceClock.Table sources, Func<VhostOptions, Task> listed)
{
    private readonly Lock _gate = new();
    private volatile VhostOptions _options = options;
    private ImmutableArray<HlsStream> _tracks = [];
    private SourceMark? _source;
    private bool _hasHls;
    private bool _hasDash;

    /// <summary>The options of the newest source.</summary>
    public VhostOptions Options => _options;

    /// <summary>Number of the segment that DASH begins next; 0 without.</summary>
    public long NextDashNumber => dash?.NextNumber ?? 0;

    /// <summary>A source begins.</summary>
    /// <returns>How it is cut; null when nobody wants it.</returns>
    public SegmenterOptions? Begin(SourceMark mark)
    {
        _options = mark.Options;
        _hasHls = mark.Options.Hls.Enabled;
        _hasDash = dash is not null && mark.Options.Dash.Enabled;
        var cut = _hasHls ? hls.Begin(mark.Options.Hls, mark.Session) : null;
        cut = _hasDash ? dash!.Begin(mark.Options.Dash, cut, clock) : cut;
        lock (_gate)
        {
            _source = mark;
            foreach (var track in _hasHls ? _tracks : [])
            {
                track.Begin(mark.Options.Hls, mark.Session);
            }
        }

        cut = cut is null ? null : cut with { Source = sources.Of(mark.Session) };
        return clock is null || cut is null ? cut : cut with { Clock = clock, Rules = cut.Rules with { IsAligned = true } };
    }

    /// <summary>Shows a track of the segments by itself from now on, for as long as the segmenter runs.</summary>
    public void Show(HlsStream track)
    {
        lock (_gate)
        {
            _tracks = _tracks.Add(track);
            if (_source is { Options.Hls: { Enabled: true } current } mark)
            {
                track.Begin(current, mark.Session);
            }
        }
    }

    /// <summary>A segment is complete.</summary>
    public async ValueTask AddAsync(Segment segment)
    {
        if (_hasHls)
        {
            await hls.AddAsync(segment).ConfigureAwait(false);
            foreach (var track in Tracks)
            {
                await track.AddAsync(segment).ConfigureAwait(false);
            }
        }

        if (_hasDash)
        {
            await dash!.AddAsync(segment, keeps: !_hasHls).ConfigureAwait(false);
        }

        await listed(_options).ConfigureAwait(false);
    }

    /// <summary>The last source has left.</summary>
    /// <param name="isUnwatched">Whether nobody will miss what is there.</param>
    public void End(bool isUnwatched)
    {
        hls.End(isUnwatched);
        dash?.End(isUnwatched);
        foreach (var track in Tracks)
        {
            track.End(isUnwatched);
        }
    }

    private ImmutableArray<HlsStream> Tracks
    {
        get
        {
            lock (_gate)
            {
                return _tracks;
            }
        }
    }
}
