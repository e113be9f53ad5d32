using System.Collections.Immutable;
using Srs.Media.Containers.Mp4;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <summary>A segment of DASH: as many segments of the store, one after the other, as <c>DashFragment</c> wants. One writer, many readers.</summary>
public sealed class DashSegment
{
    private readonly TimeSpan _wanted;
    private ImmutableArray<Segment> _pieces;
    private volatile bool _isClosed;

    internal DashSegment(long number, DashPeriod period, Segment first, TimeSpan wanted)
    {
        Number = number;
        Period = period;
        _wanted = wanted;
        _pieces = [first];
    }

    /// <summary>What <c>$Number$</c> stands for.</summary>
    public long Number { get; }

    /// <summary>The period that it is of.</summary>
    internal DashPeriod Period { get; }

    /// <summary>What it consists of, so far.</summary>
    internal ImmutableArray<Segment> Pieces => _pieces;

    /// <summary>Whether nothing is added any more.</summary>
    public bool IsComplete => _isClosed || (_pieces[^1].IsComplete && Duration >= _wanted);

    /// <summary>Time until the next segment; so far, while it is being written.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(_pieces.Sum(static piece => piece.Duration.Ticks));

    /// <summary>When it ends, since MPD@availabilityStartTime; so far, while it is being written.</summary>
    internal TimeSpan End
    {
        get
        {
            var (track, times) = (Period.Tracks[0], TimesOf(0));
            return Period.Start + MediaTimescale.ToTime(times.Presentation + times.Duration - track.Offset, track.Timescale);
        }
    }

    /// <summary>Whether its bytes can be had.</summary>
    public bool IsAvailable => _pieces.All(static piece => piece.Has(SegmentForm.Cmaf));

    /// <summary>Whether a decoder can start with it.</summary>
    internal bool IsIndependent => _pieces[0].IsIndependent;

    /// <summary>When a track of it begins to be shown, in units of its timescale; null when it has nothing of the track, yet.</summary>
    internal long? StartOf(int track)
    {
        foreach (var piece in _pieces)
        {
            foreach (var part in piece.Parts)
            {
                if (track < part.Times.Length && part.Times[track] is { Duration: > 0 } times)
                {
                    return times.Presentation;
                }
            }
        }

        return null;
    }

    /// <summary>When a track of it is shown; no duration when it has nothing of the track.</summary>
    internal SegmentTimes TimesOf(int track) => TimesOf(_pieces, track);

    /// <summary>When a track of segments is shown.</summary>
    internal static SegmentTimes TimesOf(ImmutableArray<Segment> pieces, int track)
    {
        SegmentTimes? first = null;
        SegmentTimes last = default;
        foreach (var piece in pieces)
        {
            foreach (var part in piece.Parts)
            {
                if (track < part.Times.Length && part.Times[track] is { Duration: > 0 } times)
                {
                    first ??= times;
                    last = times;
                }
            }
        }

        return first is { } begin ? begin with { Duration = last.Decode + last.Duration - begin.Decode } : default;
    }

    /// <summary>Bytes of a track.</summary>
    internal long BytesOf(int track) => _pieces.Sum(piece => piece.Parts.Sum(part => track < part.Tracks.Length ? part.Tracks[track].Length : 0));

    /// <summary>Opens a track of a complete segment.</summary>
    /// <returns>What the caller disposes; null when the bytes are gone.</returns>
    public DashSource? Open(int track)
    {
        var pieces = ImmutableArray.CreateBuilder<(SegmentSource Source, SegmentRange Range)>();
        foreach (var piece in _pieces)
        {
            if (piece.Open(SegmentForm.Cmaf) is not { } source)
            {
                new DashSource(pieces.ToImmutable()).Dispose();
                return null;
            }

            // The first range owns the source.
            pieces.Add((source, default));
            pieces.AddRange(piece.Parts.Where(part => track < part.Tracks.Length && part.Tracks[track].Length > 0).Select(part => (source, part.Tracks[track])));
        }

        return new DashSource(pieces.ToImmutable());
    }

    /// <summary>Adds what follows.</summary>
    internal void Add(Segment piece) => _pieces = _pieces.Add(piece);

    /// <summary>Nothing is added any more.</summary>
    internal void Close() => _isClosed = true;
}
