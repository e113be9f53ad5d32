using System.IO.Pipelines;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <content>What viewers ask for by name, also while it is being written.</content>
public sealed partial class DashStream
{
    /// <summary>Longest silence of a publisher that a request for the segment that is being written outlasts.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private volatile bool _isStopped;

    /// <summary>Finds what has a name below the stream's folder; one that asks for what comes next waits.</summary>
    /// <param name="name">The name.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>
    /// Null when there is no such thing. A segment by number waits for its first part. One by time that is later than all that are listed waits until there
    /// is another, and gets <see cref="DashResource.ToCome"/>: FFmpeg asks for one that is not listed, counts it as read, and would read it again as soon
    /// as it is listed.
    /// </returns>
    public async ValueTask<DashResource?> FindAsync(string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!DashName.TryParse(name, out var wanted))
        {
            return FindInit(name);
        }

        if (Find(wanted) is { } found)
        {
            return found;
        }

        if (wanted.Naming == DashNaming.Number)
        {
            await WaitUntilAsync(() => !IsNext(wanted) || Find(wanted) is not null, limit, cancellationToken).ConfigureAwait(false);
            return Find(wanted);
        }

        if (NewestOf(wanted) is not { } newest || wanted.Value < newest)
        {
            return null;
        }

        await WaitUntilAsync(() => wanted.Value <= newest || NewestOf(wanted) != newest, limit, cancellationToken).ConfigureAwait(false);
        return DashResource.ToCome;
    }

    /// <summary>Finds what has a name below the stream's folder, such as <c>video-t180000.m4s</c> or <c>audio-init.mp4</c>.</summary>
    public DashResource? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return DashName.TryParse(name, out var segment) ? Find(segment) : FindInit(name);
    }

    /// <summary>Answers the requests that wait; the server stops.</summary>
    internal void StopWaiting()
    {
        lock (_gate)
        {
            _isStopped = true;
            Change();
        }
    }

    /// <summary>Sends one track of the segment that is being written, part by part, until it is complete.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="track">Number of the track.</param>
    /// <param name="output">Where to; flushed after each part.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Bytes written; less than none, complemented, when the end of the segment did not come.</returns>
    public async ValueTask<long> CopyLiveAsync(DashSegment segment, int track, PipeWriter output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(segment);
        ArgumentNullException.ThrowIfNull(output);
        var sent = 0L;
        for (var (piece, part) = (0, 0); ;)
        {
            var changed = WhenChanged();
            var isComplete = segment.IsComplete;
            for (var pieces = segment.Pieces; piece < pieces.Length; piece++, part = 0)
            {
                // What is told to be complete has all its parts.
                var isWhole = pieces[piece].IsComplete;
                using var source = pieces[piece].Open(SegmentForm.Cmaf);
                for (var parts = pieces[piece].Parts; part < parts.Length; part++)
                {
                    var range = parts[part].Tracks[track];
                    if (source is null || !await source.CopyToAsync(output, range.Offset, range.Length, cancellationToken).ConfigureAwait(false))
                    {
                        return ~sent;
                    }

                    sent += range.Length;
                }

                if (!isWhole)
                {
                    break;
                }
            }

            if (isComplete)
            {
                return sent;
            }

            try
            {
                await changed.WaitAsync(LongestSilence, _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return ~sent;
            }
        }
    }

    private DashResource? FindInit(string name)
    {
        lock (_gate)
        {
            TakeOpen();
            for (var i = _segments.Count; i >= 0; i--)
            {
                var segment = i == _segments.Count ? _building : _segments[i];
                foreach (var track in segment?.Period.Tracks ?? [])
                {
                    if (track.InitName == name)
                    {
                        return new DashResource($"{track.Name}/mp4", $"{segment!.Period.Id}-{track.Index}", track.Init, Segment: null, track.Index);
                    }
                }
            }

            return null;
        }
    }

    private DashResource? Find(DashName name)
    {
        lock (_gate)
        {
            TakeOpen();

            // The newest are asked for most.
            for (var i = name.Naming == DashNaming.Time ? _segments.Count - 1 : _segments.Count; i >= 0; i--)
            {
                var segment = i == _segments.Count ? _building : _segments[i];
                if (segment?.Period.FindTrack(name.Track) is { } track && name.Value == (name.Naming == DashNaming.Number ? segment.Number : segment.StartOf(track.Index)))
                {
                    return new DashResource($"{track.Name}/mp4", $"{segment.Pieces[0].Publish:x}-{segment.Number:x}-{track.Index}", default, segment, track.Index);
                }
            }

            return null;
        }
    }

    /// <summary>When the newest segment of a track is shown that names like one can be asked for; null when there is none.</summary>
    private long? NewestOf(DashName name)
    {
        lock (_gate)
        {
            TakeOpen();
            for (var i = name.Naming == DashNaming.Time ? _segments.Count - 1 : _segments.Count; i >= 0; i--)
            {
                var segment = i == _segments.Count ? _building : _segments[i];
                if (segment?.Period.FindTrack(name.Track) is { } track && segment.StartOf(track.Index) is { } start)
                {
                    return start;
                }
            }

            return null;
        }
    }

    /// <summary>Whether a name is that of the segment that comes next.</summary>
    private bool IsNext(DashName name)
    {
        lock (_gate)
        {
            return _idleSince is null && name.Value == _next && _period?.FindTrack(name.Track) is not null;
        }
    }

    /// <summary>Waits until something is so, or the time is up.</summary>
    private async ValueTask WaitUntilAsync(Func<bool> isSo, TimeSpan limit, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        while (true)
        {
            var changed = WhenChanged();
            var left = limit - _clock.GetElapsedTime(since);
            if (isSo() || left <= TimeSpan.Zero || _isStopped)
            {
                return;
            }

            try
            {
                await changed.WaitAsync(left, _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    /// <summary>Completes when a part or a segment has come, or one has been closed.</summary>
    private Task WhenChanged()
    {
        Task closed;
        lock (_gate)
        {
            closed = _changed.Task;
        }

        return _store.Find(Key) is { } segments ? Task.WhenAny(segments.WhenChanged, closed) : closed;
    }
}
