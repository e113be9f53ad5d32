using System.Globalization;
using System.IO.Pipelines;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <content>What viewers ask for by name, also while it is being written.</content>
public sealed partial class DashStream
{
    /// <summary>Longest silence of a publisher that a request for the segment that is being written outlasts.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    /// <summary>Finds what has a name below the stream's folder; one that asks for the segment after the newest waits for its first part.</summary>
    /// <param name="name">The name.</param>
    /// <param name="limit">Longest wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<DashResource?> FindAsync(string name, TimeSpan limit, CancellationToken cancellationToken)
    {
        var since = _clock.GetTimestamp();
        while (true)
        {
            var changed = WhenChanged();
            var left = limit - _clock.GetElapsedTime(since);
            if (Find(name) is { } found)
            {
                return found;
            }

            if (!IsNext(name) || left <= TimeSpan.Zero)
            {
                return null;
            }

            try
            {
                await changed.WaitAsync(left, _clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }
    }

    /// <summary>Finds what has a name below the stream's folder, such as <c>video-12.m4s</c> or <c>audio-init.mp4</c>.</summary>
    public DashResource? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            TakeOpen();
            var isInit = name.EndsWith(".mp4", StringComparison.Ordinal);
            if (!isInit && !TryReadNumber(name, out _))
            {
                return null;
            }

            // The newest are asked for most.
            for (var i = _segments.Count; i >= 0; i--)
            {
                var segment = i == _segments.Count ? _building : _segments[i];
                foreach (var track in segment?.Period.Tracks ?? [])
                {
                    if (isInit && track.InitName == name)
                    {
                        return new DashResource($"{track.Name}/mp4", $"{segment!.Period.Id}-{track.Index}", track.Init, Segment: null, track.Index);
                    }

                    if (!isInit && TryReadNumber(name, out var number) && number == segment!.Number && IsNameOf(track, name))
                    {
                        return new DashResource($"{track.Name}/mp4", $"{segment.Pieces[0].Publish:x}-{number:x}-{track.Index}", default, segment, track.Index);
                    }
                }
            }

            return null;
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

    private static bool TryReadNumber(string name, out long number)
    {
        number = 0;
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && name.EndsWith(".m4s", StringComparison.Ordinal)
            && name.Length - dash - 5 is > 0 and <= 18 && long.TryParse(name.AsSpan()[(dash + 1)..^4], NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    private static bool IsNameOf(DashTrack track, string name) => name.StartsWith(track.Name, StringComparison.Ordinal) && name[track.Name.Length] == '-';

    /// <summary>Whether a name is that of the segment that comes next.</summary>
    private bool IsNext(string name)
    {
        lock (_gate)
        {
            return _idleSince is null && TryReadNumber(name, out var number) && number == _next && _period?.Tracks.Any(track => IsNameOf(track, name)) == true;
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
