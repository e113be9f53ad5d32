using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Segments;

/// <summary>Decides where a stream is cut into segments; SRS's rules, except where noted. Not thread-safe.</summary>
/// <remarks>
/// With pictures a segment that finds no key frame is cut without one after <see cref="LongestGroup"/> at the earliest, where SRS takes AofRatio times
/// Fragment: with short fragments that would cut every group of pictures of common encoders.
/// </remarks>
internal sealed class SegmentCutter(SegmentRules rules)
{
    /// <summary>No segment is cut shorter than this.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);

    /// <summary>A segment that turns out shorter than this is thrown away.</summary>
    public static readonly TimeSpan ShortestKept = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a key frame is waited for.</summary>
    public static readonly TimeSpan LongestGroup = TimeSpan.FromSeconds(20);

    /// <summary>Bytes after which a segment is cut wherever it is: 25 Mb/s for 20 seconds.</summary>
    public const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>How far before a line of the grid a place is taken to be on it: key frames that are on the line waver by a picture.</summary>
    private static readonly TimeSpan GridTolerance = TimeSpan.FromMilliseconds(100);

    /// <summary>What of the deviation from the wall clock goes into the length of the next segment.</summary>
    private const double FloorShare = 0.3;

    /// <summary>Fragments of deviation after which the number jumps to the wall clock.</summary>
    private const long MaxDeviation = 20;

    private TimeSpan _start;
    private TimeSpan _due;
    private TimeSpan _deviation;
    private long? _floor;
    private int _soundSinceVideo;
    private bool _hasVideo;

    /// <summary>Whether the frames so far have pictures among them.</summary>
    public bool HasVideo => _hasVideo && _soundSinceVideo <= GopCache.MaxAudioWithoutVideo;

    /// <summary>The headers have changed.</summary>
    public void SetHeaders(StreamHeaders headers) => _hasVideo = headers.HasVideo;

    /// <summary>Whether a segment can begin with this frame where none is.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="waited">How long one has been waited for.</param>
    public bool CanBegin(MediaFrame frame, TimeSpan waited)
    {
        Count(frame);
        return frame.Track.Kind != MediaKind.Data
            && (IsKeyPicture(frame) || !HasVideo || (!rules.WaitKeyframe && frame.Track.Kind == MediaKind.Video) || waited >= LongestGroup);
    }

    /// <summary>A segment begins.</summary>
    /// <param name="start">Decoding time of its first frame.</param>
    /// <param name="now">Time of day.</param>
    /// <param name="encoderTime">The same by the encoder's clock.</param>
    /// <returns>What <c>[timestamp]</c> in its name stands for.</returns>
    public long Begin(TimeSpan start, DateTimeOffset now, TimeSpan encoderTime = default)
    {
        _start = start;
        _due = rules.TdRatio * rules.Fragment;
        if (rules.IsAligned)
        {
            var past = (encoderTime.Ticks + GridTolerance.Ticks) % _due.Ticks;
            _due -= TimeSpan.FromTicks(past < 0 ? past + _due.Ticks : past);
        }

        if (!rules.TsFloor)
        {
            return now.ToUnixTimeMilliseconds();
        }

        var current = (long)((now - DateTimeOffset.UnixEpoch) / rules.Fragment);
        var floor = _floor is { } last ? last + 1 : current - 1;
        if (Math.Abs(floor - current) > MaxDeviation)
        {
            floor = current - 1;
        }

        _floor = floor;
        _deviation = FloorShare * (floor - current) * rules.Fragment;
        return floor;
    }

    /// <summary>The segment came to nothing.</summary>
    public void TakeBack() => _floor--;

    /// <summary>Whether the open segment ends before this frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="bytes">What the segment has so far.</param>
    public bool ShouldCut(MediaFrame frame, long bytes)
    {
        Count(frame);
        var length = frame.Dts - _start;
        if (length < Shortest || frame.Track.Kind == MediaKind.Data)
        {
            return false;
        }

        if (bytes >= MaxBytes)
        {
            return true;
        }

        if (!HasVideo)
        {
            return length >= (rules.IsAligned ? _due : rules.AofRatio * rules.Fragment) + _deviation;
        }

        var isPlace = IsKeyPicture(frame) || (!rules.WaitKeyframe && frame.Track.Kind == MediaKind.Video);
        return (isPlace && length >= _due + _deviation)
            || length >= Max(LongestGroup, (rules.AofRatio * rules.Fragment) + _deviation);
    }

    /// <summary>Whether a decoder can start with a frame; there is one video track.</summary>
    public static bool IsKeyPicture(MediaFrame frame) => frame is { IsKeyFrame: true, Track.Kind: MediaKind.Video };

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private void Count(MediaFrame frame)
    {
        if (frame.Track.Kind == MediaKind.Video)
        {
            _soundSinceVideo = 0;
        }
        else if (frame.Track.Kind == MediaKind.Audio)
        {
            _soundSinceVideo++;
        }
    }
}
