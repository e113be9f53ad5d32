using System.Collections.Immutable;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>A few seconds of a stream, cut where decoders can start where possible.</summary>
/// <remarks>
/// What is told here outlives the bytes, which are given back when the segment is too old or memory is short; a segment with a file is read
/// from there afterwards. One writer, many readers; thread-safe.
/// </remarks>
public sealed class Segment
{
    private readonly Lock _gate = new();
    private readonly SegmentBytes?[] _bytes = new SegmentBytes?[Enum.GetValues<SegmentForm>().Length];
    private readonly SegmentFile?[] _files = new SegmentFile?[Enum.GetValues<SegmentForm>().Length];
    private ImmutableArray<SegmentPart> _parts = [];
    private TimeSpan _duration;
    private volatile bool _isComplete;

    /// <summary>The stream.</summary>
    public required StreamKey Stream { get; init; }

    /// <summary>Which publish it is of: milliseconds since 1970 when that began, so that it is unique over restarts of the server.</summary>
    public required long Publish { get; init; }

    /// <summary>Number within the stream, from 0, without gaps; goes on over publishers.</summary>
    public required long Sequence { get; init; }

    /// <summary>Decoding time of the first frame on the stream's timeline.</summary>
    public required TimeSpan Start { get; init; }

    /// <summary>Time of day of the first frame.</summary>
    public required DateTimeOffset WallClock { get; init; }

    /// <summary>What <c>[timestamp]</c> in its names stands for: milliseconds since 1970, or the number of the fragment since then.</summary>
    public required long Timestamp { get; init; }

    /// <summary>Whether it does not go on where the one before ended: another publisher, or another setup.</summary>
    public bool IsDiscontinuity { get; init; }

    /// <summary>Whether a decoder can start with its first picture; true without pictures.</summary>
    public bool IsIndependent { get; init; }

    /// <summary>Pictures in it so far; 0 when it comes from disk.</summary>
    public int Pictures { get; internal set; }

    /// <summary>What a decoder needs before.</summary>
    public required SegmentHeader Header { get; init; }

    /// <summary>Its parts so far.</summary>
    public ImmutableArray<SegmentPart> Parts
    {
        get
        {
            lock (_gate)
            {
                return _parts;
            }
        }
    }

    /// <summary>Time until the next segment; that of its parts while it is being written.</summary>
    public TimeSpan Duration
    {
        get
        {
            lock (_gate)
            {
                return _duration;
            }
        }
    }

    /// <summary>Time of day at its end.</summary>
    public DateTimeOffset WallClockEnd => WallClock + Duration;

    /// <summary>False while it is being written.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Whether its bytes can be had in any form.</summary>
    public bool IsAvailable
    {
        get
        {
            lock (_gate)
            {
                return Array.Exists(_bytes, static bytes => bytes is not null) || Array.Exists(_files, static file => file is not null);
            }
        }
    }

    /// <summary>Whether it holds memory of the store.</summary>
    internal bool HoldsMemory
    {
        get
        {
            lock (_gate)
            {
                return Array.Exists(_bytes, static bytes => bytes is not null);
            }
        }
    }

    /// <summary>The store's own file of it; null while there is none.</summary>
    internal string? DiskPath { get; set; }

    /// <summary>Whether its bytes can be had in a form.</summary>
    public bool Has(SegmentForm form)
    {
        lock (_gate)
        {
            return _bytes[(int)form] is not null || _files[(int)form] is not null
                || (KindOf(form) is { } kind && Header.IndexOf(kind) >= 0 && (_bytes[(int)SegmentForm.Cmaf] is not null || _files[(int)SegmentForm.Cmaf] is not null));
        }
    }

    /// <summary>Opens the bytes in a form.</summary>
    /// <returns>What the caller disposes; null when they are gone, or were never made.</returns>
    public SegmentSource? Open(SegmentForm form)
    {
        lock (_gate)
        {
            var kind = KindOf(form);
            var whole = (int)(kind is null ? form : SegmentForm.Cmaf);
            if (_bytes[whole] is { } bytes)
            {
                bytes.AddRef();
                return new SegmentSource(bytes, RangesOf(kind));
            }

            return _files[(int)form] is { } own ? new SegmentSource(own, [])
                : _files[whole] is { } file ? new SegmentSource(file, RangesOf(kind))
                : null;
        }
    }

    /// <summary>What is in a form that is a piece of <see cref="SegmentForm.Cmaf"/>; null for forms of their own.</summary>
    private static MediaKind? KindOf(SegmentForm form) => form switch
    {
        SegmentForm.Pictures => MediaKind.Video,
        SegmentForm.Sound => MediaKind.Audio,
        _ => null,
    };

    /// <summary>Where the fragments of the first track of a kind are; empty for everything. Under the lock.</summary>
    private ImmutableArray<SegmentRange> RangesOf(MediaKind? kind)
    {
        if (kind is not { } wanted)
        {
            return [];
        }

        // The empty one before them keeps a segment without parts from being taken for everything.
        var index = Header.IndexOf(wanted);
        return [default, .. _parts.Select(part => index >= 0 && index < part.Tracks.Length ? part.Tracks[index] : default)];
    }

    /// <summary>Gives the segment bytes; takes over the caller's reference.</summary>
    internal void Put(SegmentForm form, SegmentBytes bytes)
    {
        SegmentBytes? former;
        lock (_gate)
        {
            former = _bytes[(int)form];
            _bytes[(int)form] = bytes;
        }

        former?.Dispose();
    }

    /// <summary>Tells where the bytes are on disk; null that they are not any more.</summary>
    internal void PutFile(SegmentForm form, SegmentFile? file)
    {
        lock (_gate)
        {
            _files[(int)form] = file;
        }
    }

    /// <summary>Adds a part.</summary>
    internal void Add(SegmentPart part)
    {
        lock (_gate)
        {
            _parts = _parts.Add(part);
            _duration = part.Start + part.Duration - Start;
        }
    }

    /// <summary>Ends it.</summary>
    /// <param name="duration">Time until the next segment.</param>
    internal void Complete(TimeSpan duration)
    {
        lock (_gate)
        {
            _duration = duration;
        }

        _isComplete = true;
    }

    /// <summary>Gives the memory back; what is on disk stays.</summary>
    internal void Release()
    {
        foreach (var form in Enum.GetValues<SegmentForm>())
        {
            Release(form);
        }
    }

    /// <summary>Gives the memory of one form back; what is on disk stays.</summary>
    internal void Release(SegmentForm form)
    {
        SegmentBytes? former;
        lock (_gate)
        {
            former = _bytes[(int)form];
            _bytes[(int)form] = null;
        }

        former?.Dispose();
    }
}
