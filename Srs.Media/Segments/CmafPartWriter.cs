using System.Buffers;
using System.Collections.Immutable;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;

namespace Srs.Media.Segments;

/// <summary>Writes the frames of a source as CMAF fragments, one of each track for a part. Not thread-safe; disposing it gives frames back.</summary>
internal sealed class CmafPartWriter : IDisposable
{
    /// <summary>How long a track is waited for that tells only in its frames what it is.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly ImmutableArray<TrackInfo> _tracks;
    private readonly CmafTrackFormat?[] _formats;
    private readonly CmafPartWriter? _previous;
    private CmafFragmenter[]? _fragmenters;
    private TimeSpan? _since;

    /// <summary>Makes a writer.</summary>
    /// <param name="tracks">The tracks, video before audio; those that CMAF has no place for are left out by the caller.</param>
    /// <param name="previous">What wrote the same tracks before their setup changed; taken over.</param>
    public CmafPartWriter(ImmutableArray<TrackInfo> tracks, CmafPartWriter? previous)
    {
        _tracks = tracks;
        _formats = new CmafTrackFormat?[tracks.Length];
        _previous = previous;
        for (var i = 0; i < tracks.Length; i++)
        {
            Learn(i, default);
        }
    }

    /// <summary>Initialization segment of all tracks; there once <see cref="Prepare"/> has said so.</summary>
    public ReadOnlyMemory<byte> Init { get; private set; }

    /// <summary>The tracks of the parts; there once <see cref="Prepare"/> has said so.</summary>
    public ImmutableArray<TrackInfo> Tracks => [.. _fragmenters!.Select(static fragmenter => fragmenter.Format.Track)];

    /// <summary>Looks at a frame for what its track has not told yet.</summary>
    /// <returns>Whether a segment can begin.</returns>
    public bool Prepare(MediaFrame frame)
    {
        if (_fragmenters is not null)
        {
            return true;
        }

        _since ??= frame.Dts;
        for (var i = 0; i < _tracks.Length; i++)
        {
            if (_formats[i] is null && IsSame(_tracks[i], frame.Track) && (frame.Track.Kind == MediaKind.Audio || frame.IsKeyFrame))
            {
                Learn(i, frame.Payload.Span);
            }
        }

        var known = Array.FindAll(_formats, static format => format is not null)!;
        if (known.Length == 0 || (known.Length < _formats.Length && frame.Dts - _since.Value < LongestWait))
        {
            return false;
        }

        _fragmenters = Array.ConvertAll(known, format => new CmafFragmenter(format!, previous: _previous?.Find(format!.Track)));
        _previous?.Dispose();
        Init = CmafInitSegment.Create(known!);
        return true;
    }

    /// <summary>Adds a frame to the part; one that does not fit its track any more, or no memory, is left out.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="shift">Added to its times.</param>
    public void Add(MediaFrame frame, TimeSpan shift)
    {
        if (Find(frame.Track) is { } fragmenter && fragmenter.Format.Fits(frame.Track))
        {
            fragmenter.Add(frame, shift);
        }
    }

    /// <summary>Writes the part that has been added.</summary>
    /// <param name="output">Where to; null throws it away.</param>
    /// <param name="startsSegment">Whether it is the first of its segment.</param>
    /// <param name="next">The frame that begins the next part, when it is known.</param>
    /// <param name="shift">Added to the times of <paramref name="next"/>.</param>
    /// <param name="wallTime">When its first frame came; null leaves that out.</param>
    /// <returns>The bytes and times of each track.</returns>
    public (ImmutableArray<SegmentRange> Ranges, ImmutableArray<SegmentTimes> Times) Write(
        SegmentBytes? output, bool startsSegment, MediaFrame? next, TimeSpan shift, DateTimeOffset? wallTime)
    {
        var ranges = ImmutableArray.CreateBuilder<SegmentRange>(_fragmenters!.Length);
        var times = ImmutableArray.CreateBuilder<SegmentTimes>(_fragmenters.Length);
        foreach (var fragmenter in _fragmenters)
        {
            TimeSpan? end = next is not null && IsSame(fragmenter.Format.Track, next.Track) ? next.Dts + shift : null;
            using var fragment = fragmenter.Cut(end, startsSegment, wallTime);
            var offset = output?.Written ?? 0;
            if (fragment is not null)
            {
                output?.Writer.Write(fragment.Bytes.Span);
            }

            ranges.Add(new SegmentRange(offset, (output?.Written ?? 0) - offset));
            times.Add(fragment is null ? default : new SegmentTimes(fragment.DecodeTime, fragment.PresentationTime, fragment.DecodeDuration));
        }

        return (ranges.MoveToImmutable(), times.MoveToImmutable());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _previous?.Dispose();
        Array.ForEach(_fragmenters ?? [], static fragmenter => fragmenter.Dispose());
    }

    private static bool IsSame(TrackInfo a, TrackInfo b) => a.Kind == b.Kind && a.Id == b.Id;

    private void Learn(int index, ReadOnlySpan<byte> payload) =>
        _formats[index] = CmafTrackFormat.TryCreate(_tracks[index], payload, (uint)index + 1, out var format) ? format : null;

    private CmafFragmenter? Find(TrackInfo track) => Array.Find(_fragmenters ?? [], fragmenter => IsSame(fragmenter.Format.Track, track));
}
