using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <content>Streams that are cut while somebody watches, as <see cref="HlsOptions.HlsOnDemand"/> says.</content>
public sealed partial class HlsService
{
    private readonly Dictionary<StreamKey, Waiting> _waiting = [];
    private volatile bool _isOnDemand;

    /// <summary>
    /// A viewer who has been let in asks for a playlist or manifest: a stream that is cut on demand is cut from now on. Returns at once; what is listed of
    /// it can be found afterwards, and has its first segment later.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="renditions">Which streams are renditions of it, and are watched with it.</param>
    public void NoteViewer(StreamKey stream, RenditionOptions renditions)
    {
        if (!_isOnDemand)
        {
            return;
        }

        lock (_gate)
        {
            foreach (var name in Renditions.NamesOf(stream, renditions))
            {
                if (_waiting.Remove(name, out var waiting))
                {
                    Start(waiting);
                }

                if (_streams.TryGetValue(name, out var running))
                {
                    running.LastViewer = _clock.GetTimestamp();
                }
            }
        }
    }

    /// <summary>Leaves a stream uncut until somebody watches.</summary>
    private void Wait(LiveStream live, VhostOptions options)
    {
        lock (_gate)
        {
            _isOnDemand = true;
            var former = _waiting.GetValueOrDefault(live.Key);
            var waiting = new Waiting(live, options, former?.Sequence ?? 0, former?.DashNumber ?? 0);
            if (_streams.TryGetValue(live.Key, out var running) && IsWatched(running, options))
            {
                // Its publisher is back, and players have been asking meanwhile.
                Start(waiting);
            }
            else
            {
                _waiting[live.Key] = waiting;
            }
        }
    }

    /// <summary>Ends the cutting of what nobody has watched for long, and forgets streams that are over. Under the lock.</summary>
    private void StopUnwatched()
    {
        foreach (var (key, running) in _streams)
        {
            if (running is not { Segmenter: { } segmenter, Views.Options: { Hls.HlsOnDemand: true } options, IsUnwatched: false, IsTrack: false })
            {
                continue;
            }

            // Its options may have changed with its publisher.
            _isOnDemand = true;
            running.LastViewer ??= _clock.GetTimestamp();
            if (!IsWatched(running, options))
            {
                running.IsUnwatched = true;
                _waiting[key] = new Waiting(running.Live!, options, Sequence: 0, DashNumber: 0);
                segmenter.Stop();
                StopTracks(key, running);
            }
        }

        foreach (var (key, waiting) in _waiting)
        {
            if (_registry.Find(key) != waiting.Live)
            {
                _waiting.Remove(key);
            }
        }
    }

    /// <summary>Ends the cutting of a stream's further tracks, which begins again with it.</summary>
    private void StopTracks(StreamKey stream, Running first)
    {
        foreach (var further in TracksOf(stream, MediaKind.Video, first.LastVideo).Concat(TracksOf(stream, MediaKind.Audio, first.LastSound)))
        {
            further.IsUnwatched = true;
            further.Segmenter?.Stop();
        }
    }

    /// <summary>Gives back what is left of a stream that nobody watches, but for its numbers: caches know old segments by them. Under the lock.</summary>
    private void Forget(StreamKey key, SegmentViews views)
    {
        if (_store.Find(key) is { } segments)
        {
            if (_waiting.TryGetValue(key, out var waiting))
            {
                _waiting[key] = waiting with { Sequence = segments.NextSequence, DashNumber = views.NextDashNumber };
            }

            segments.KeepNoLonger();
        }
    }

    private bool IsWatched(Running running, VhostOptions options)
    {
        // Players ask once in a segment or so, and wait for it.
        var (hls, dash) = (options.Hls, options.Dash);
        var between = hls.HlsFragment > dash.DashUpdatePeriod ? hls.HlsFragment : dash.DashUpdatePeriod;
        var limit = hls.HlsDispose > between * 3 ? hls.HlsDispose : between * 3;
        return hls.HlsDispose <= TimeSpan.Zero || running.LastViewer is not { } last || _clock.GetElapsedTime(last) < limit;
    }

    /// <summary>A stream that is not cut until somebody watches.</summary>
    /// <param name="Live">The stream.</param>
    /// <param name="Options">Its options.</param>
    /// <param name="Sequence">Number of its next segment; 0 where it has had none.</param>
    /// <param name="DashNumber">Number of its next segment in DASH; 0 where it has had none.</param>
    private sealed record Waiting(LiveStream Live, VhostOptions Options, long Sequence, long DashNumber);
}
