using System.Runtime.InteropServices;
using Srs.Media.Buffers;
using Srs.Media.Codecs.Av1;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Mp4;

/// <summary>Collects the frames of one track and cuts them into fragments.</summary>
/// <remarks>
/// <para>Frames are referenced, not copied, until <see cref="Cut"/> copies each once into the fragment's buffer. In steady state
/// nothing is allocated but the <see cref="CmafFragment"/> object.</para>
/// <para>Times. A fragment begins where the one before it ended. The duration of a picture is the distance to the next one, so whoever
/// cuts tells when that comes. Without it the last picture is taken to last as long as the one before it, at most
/// <see cref="MaxShift"/>; should the next then come at another time, its decoding time is moved by up to <see cref="MaxShift"/>
/// and its composition offset the other way, so that it is shown when it should be.</para>
/// <para>Sound tells its own duration: it is continuous to the sample, and a slow drift between the encoder's clocks is evened out
/// a few samples at a time. Sound that is missing, more than 100 ms of it, lengthens the frame before the hole. Only a hole that follows
/// a cut without next time, such as the one between two publishers, stays one: the next fragment begins later than the last ended,
/// never earlier.</para>
/// <para>Not thread-safe. Dispose gives the frames back that were not cut.</para>
/// </remarks>
public sealed class CmafFragmenter : IDisposable
{
    /// <summary>Most bytes of frames in a fragment; a single frame may have more.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Most frames in a fragment.</summary>
    public const int MaxFrames = 65536;

    /// <summary>Furthest that a picture's decoding time is moved to follow the fragment before it.</summary>
    public static readonly TimeSpan MaxShift = TimeSpan.FromSeconds(1);

    private const uint KeyFlags = 2 << 24; // depends on no other
    private const uint InterFlags = (1 << 24) | (1 << 16); // depends on others, no sync sample
    private const uint DisposableFlag = 2 << 22; // no other depends on it
    private const int FallbackFrameRate = 25;

    private static readonly long MaxShiftUnits = MediaTimescale.FromTime(MaxShift, MediaTimescale.Video);

    private readonly BufferPool _pool;
    private readonly AudioDrift _drift;
    private readonly List<CmafSample> _samples = [];
    private readonly Mp4BoxWriter _head = new();
    private uint _sequence;
    private long _end;
    private bool _hasEnd;
    private uint _lastDuration;

    /// <summary>Makes a fragmenter.</summary>
    /// <param name="format">The track.</param>
    /// <param name="pool">Where the fragments' bytes come from; null for the shared pool.</param>
    /// <param name="previous">
    /// The fragmenter of the same track before its format changed, with nothing left to cut; numbers and times go on from it.
    /// </param>
    public CmafFragmenter(CmafTrackFormat format, BufferPool? pool = null, CmafFragmenter? previous = null)
    {
        ArgumentNullException.ThrowIfNull(format);
        Format = format;
        _pool = pool ?? BufferPool.Shared;
        _drift = new AudioDrift(format.Timescale);
        _lastDuration = (uint)Math.Max(format.Timescale / FallbackFrameRate, 1);
        if (previous is { _hasEnd: true })
        {
            _sequence = previous._sequence;
            _hasEnd = true;

            // Up to a unit later, never earlier.
            var end = MediaTimescale.ToTime(previous._end, previous.Format.Timescale);
            _end = format.Timescale == previous.Format.Timescale ? previous._end : MediaTimescale.FromTime(end, format.Timescale) + 1;
        }
    }

    /// <summary>The track.</summary>
    public CmafTrackFormat Format { get; }

    /// <summary>Frames that wait.</summary>
    public int Count => _samples.Count;

    /// <summary>Bytes of the frames that wait.</summary>
    public int PendingBytes { get; private set; }

    /// <summary>Decoding time of the first frame that waits; when none does, where the next fragment begins if nothing is missing.</summary>
    public TimeSpan PendingStart => MediaTimescale.ToTime(_samples.Count > 0 ? _samples[0].Start : _end, Format.Timescale);

    /// <summary>End of the frames that wait, with the duration of a last picture guessed.</summary>
    public TimeSpan PendingEnd => MediaTimescale.ToTime(_end, Format.Timescale);

    /// <summary>True when the first frame that waits is one to start with.</summary>
    public bool StartsIndependent => _samples.Count > 0 && (_samples[0].Flags & InterFlags) == 0;

    /// <summary>Adds a frame.</summary>
    /// <param name="frame">A frame that <see cref="CmafTrackFormat.Fits"/>; borrowed for the call, a reference is taken.</param>
    /// <param name="shift">Added to its times.</param>
    /// <returns>False when a fragment must be cut first, because it would have too many frames or bytes; the frame is not taken.</returns>
    public bool Add(MediaFrame frame, TimeSpan shift = default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (_samples.Count > 0 && (_samples.Count >= MaxFrames || PendingBytes + (long)frame.Length > MaxBytes))
        {
            return false;
        }

        var time = MediaTimescale.FromTime(frame.Dts + shift, Format.Timescale);
        var start = Format.IsVideo ? PlacePicture(time) : PlaceSound(time);
        var presentation = Format.IsVideo ? MediaTimescale.FromTime(frame.Pts + shift, Format.Timescale) : start;
        frame.AddRef();
        _samples.Add(new CmafSample
        {
            Frame = frame,
            Skip = GetSkip(frame),
            Start = start,
            CompositionOffset = (int)Math.Clamp(presentation - start, int.MinValue, int.MaxValue),
            Flags = GetFlags(frame),
        });
        PendingBytes += frame.Length;
        var duration = Format.IsVideo ? _lastDuration : (uint)_drift.Correct(time - start, GetSamples(frame));
        SetLastDuration(duration);
        return true;
    }

    /// <summary>Cuts what has been added.</summary>
    /// <param name="next">Decoding time of the track's next frame, when that is at hand.</param>
    /// <param name="startsSegment">Puts <c>styp</c> in front.</param>
    /// <param name="wallTime">
    /// When the first frame came from its encoder, as nearly as is known; goes into <c>prft</c>. Null leaves that out.
    /// </param>
    /// <returns>The fragment, which the caller disposes; null when nothing has been added.</returns>
    public CmafFragment? Cut(TimeSpan? next = null, bool startsSegment = false, DateTimeOffset? wallTime = null)
    {
        if (_samples.Count == 0)
        {
            return null;
        }

        if (next is { } time)
        {
            CloseAt(MediaTimescale.FromTime(time, Format.Timescale));
        }

        var first = _samples[0];
        var presentation = long.MaxValue;
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(_samples))
        {
            presentation = Math.Min(presentation, sample.Start + sample.CompositionOffset);
        }

        _sequence++;
        var length = Mp4FragmentWriter.WriteHead(
            _head, new CmafFragmentHead(Format, _sequence, startsSegment, wallTime, presentation), CollectionsMarshal.AsSpan(_samples));
        var buffer = _pool.Rent(length);
        Mp4FragmentWriter.Assemble(_head, CollectionsMarshal.AsSpan(_samples), buffer);
        var fragment = new CmafFragment(_pool, buffer, length)
        {
            Format = Format,
            SequenceNumber = _sequence,
            DecodeTime = first.Start,
            DecodeDuration = _end - first.Start,
            PresentationTime = presentation,
            FrameCount = _samples.Count,
            IsIndependent = StartsIndependent,
            StartsSegment = startsSegment,
        };
        Release();
        return fragment;
    }

    /// <inheritdoc/>
    public void Dispose() => Release();

    private static uint GetFlags(MediaFrame frame) => frame.Track.Kind == MediaKind.Audio || frame.IsKeyFrame
        ? KeyFlags
        : InterFlags | ((frame.Flags & FrameFlags.Disposable) != 0 ? DisposableFlag : 0);

    /// <summary>A temporal delimiter has no place in MP4 (AV1 Codec ISO Media File Format Binding §2.4).</summary>
    private static int GetSkip(MediaFrame frame)
    {
        if (frame.Track.Codec != MediaCodec.Av1)
        {
            return 0;
        }

        var rest = frame.Payload.Span;
        return Av1Obu.TryReadNext(ref rest, out var type, out _) && type == Av1Obu.TemporalDelimiter ? frame.Length - rest.Length : 0;
    }

    private long PlacePicture(long time)
    {
        if (_samples.Count > 0)
        {
            CloseAt(time);
            return _end;
        }

        var isNear = _hasEnd && time - _end <= MaxShiftUnits;
        return isNear ? _end : Math.Max(time, 0);
    }

    private long PlaceSound(long time)
    {
        if (_samples.Count > 0)
        {
            CloseAt(time);
            return _end;
        }

        if (_hasEnd && time - _end <= _drift.LimitSamples)
        {
            return _end;
        }

        _drift.Reset();
        return Math.Max(time, 0);
    }

    /// <summary>Ends the last sample where the next one begins.</summary>
    private void CloseAt(long next)
    {
        ref var last = ref CollectionsMarshal.AsSpan(_samples)[^1];
        if (Format.IsVideo)
        {
            var duration = (uint)Math.Clamp(next - last.Start, 1, uint.MaxValue);
            _lastDuration = (uint)Math.Min(duration, MaxShiftUnits);
            SetLastDuration(duration);
        }
        else if (next - _end > _drift.LimitSamples)
        {
            SetLastDuration((uint)Math.Min(next - last.Start, uint.MaxValue));
            _drift.Reset();
        }
    }

    private void SetLastDuration(uint duration)
    {
        ref var last = ref CollectionsMarshal.AsSpan(_samples)[^1];
        last.Duration = duration;
        _end = last.Start + duration;
        _hasEnd = true;
    }

    private int GetSamples(MediaFrame frame)
    {
        var samples = Format.GetSamples(frame.Payload.Span);
        return samples > 0 ? samples : (int)_lastDuration;
    }

    private void Release()
    {
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(_samples))
        {
            sample.Frame.Dispose();
        }

        _samples.Clear();
        PendingBytes = 0;
    }
}
