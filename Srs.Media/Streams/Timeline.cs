using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>Places frames on a stream's own timeline: from zero, without jumps, over encoder restarts.</summary>
/// <remarks>
/// <para>All tracks share one shift from the encoder's clock as long as they fit together, so the distance between audio and video
/// stays the encoder's. A track whose time leaps, forward further than the wall clock explains or backward, gets a new shift that
/// carries on where the stream is; the other tracks follow to the same shift as soon as that fits them.</para>
/// <para>Within a track of audio or video, times strictly increase, over publishers too. Data is placed by the media around it and
/// moves nothing. Not thread-safe; the stream's lock guards it.</para>
/// </remarks>
public sealed class Timeline
{
    /// <summary>How far ahead of the wall clock's progress a frame may be; SRS allows 0.25 s, which cuts slow cameras and slide shows.</summary>
    public static readonly TimeSpan ForwardTolerance = TimeSpan.FromSeconds(3);

    /// <summary>How far a track may go back and still be taken as the same clock; its times are held until it has caught up.</summary>
    public static readonly TimeSpan BackwardTolerance = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How far a track may go back to follow another one to its new clock; its times are held meanwhile. Without it an encoder
    /// that restarts with its sound half a second early would have that distance for good.
    /// </summary>
    public static readonly TimeSpan FollowTolerance = TimeSpan.FromSeconds(1);

    /// <summary>How far apart the tracks of one clock may be.</summary>
    public static readonly TimeSpan SkewTolerance = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan FrameStep = TimeSpan.FromMilliseconds(40);

    /// <summary>Encoder times beyond it are cut to it; no sum of the ones within leaves the range of a <see cref="TimeSpan"/>.</summary>
    private static readonly TimeSpan LargestTime = TimeSpan.MaxValue / 8;

    private readonly TimeProvider _clock;
    private readonly Dictionary<(MediaKind Kind, int Id), Track> _tracks = [];
    private TimeSpan _shift;
    private TimeSpan _newest;
    private TimeSpan _earliest;
    private long _newestArrival;
    private bool _isEmpty = true;
    private bool _isRestarting;

    /// <summary>Makes an empty timeline.</summary>
    public Timeline(TimeProvider clock) => _clock = clock;

    /// <summary>Newest time placed.</summary>
    public TimeSpan Newest => _newest;

    /// <summary>How often a leap was repaired.</summary>
    public long Repairs { get; private set; }

    /// <summary>Another publisher, or the same one again, goes on with the stream: its first frame follows after the time that has passed.</summary>
    public void Restart()
    {
        _tracks.Clear();
        _isRestarting = true;
    }

    /// <summary>Places a frame.</summary>
    /// <param name="track">The frame's track.</param>
    /// <param name="encoderTime">Its time on the encoder's clock, wrap-around undone.</param>
    /// <returns>Its time on the stream's timeline.</returns>
    public TimeSpan Place(TrackInfo track, TimeSpan encoderTime)
    {
        encoderTime = Min(Max(encoderTime, -LargestTime), LargestTime);
        var passed = _isEmpty ? TimeSpan.Zero : _clock.GetElapsedTime(_newestArrival);
        if (_isEmpty || _isRestarting)
        {
            var first = _isEmpty ? TimeSpan.Zero : _newest + Max(passed, FrameStep);
            if (track.Kind == MediaKind.Data)
            {
                return first;
            }

            // Other tracks may begin earlier than this one, but not before what the last publisher sent.
            _earliest = _isEmpty ? TimeSpan.Zero : _newest + SmallestStep;
            _isEmpty = _isRestarting = false;
            _shift = first - encoderTime;
            return Advance(GetTrack(track), first, _shift);
        }

        if (track.Kind == MediaKind.Data)
        {
            // Encoders stamp data with anything, often zero.
            var time = encoderTime + _shift;
            return time < _newest - SkewTolerance || time > _newest + passed + ForwardTolerance ? _newest : Max(time, _earliest);
        }

        return PlaceMedia(GetTrack(track), encoderTime, passed);
    }

    private TimeSpan PlaceMedia(Track track, TimeSpan encoderTime, TimeSpan passed)
    {
        var latest = _newest + passed + ForwardTolerance;
        if (track.HasStarted)
        {
            var time = encoderTime + track.Shift;
            if (time >= track.Last - BackwardTolerance && time <= latest)
            {
                return Advance(track, time, track.Shift);
            }
        }

        var earliest = track.HasStarted ? track.Last - FollowTolerance : _newest - SkewTolerance;
        var shared = encoderTime + _shift;
        if (shared >= earliest && shared <= (track.HasStarted ? latest : latest + SkewTolerance))
        {
            return Advance(track, shared, _shift);
        }

        Repairs++;
        _shift = _newest + Max(passed, FrameStep) - encoderTime;
        return Advance(track, encoderTime + _shift, _shift);
    }

    private TimeSpan Advance(Track track, TimeSpan time, TimeSpan shift)
    {
        time = track.HasStarted ? Max(time, track.Last + SmallestStep) : Max(time, _earliest);
        track.HasStarted = true;
        track.Shift = shift;
        track.Last = time;
        if (time >= _newest)
        {
            _newest = time;
            _newestArrival = _clock.GetTimestamp();
        }

        return time;
    }

    private Track GetTrack(TrackInfo track)
    {
        var key = (track.Kind, track.Id);
        if (!_tracks.TryGetValue(key, out var state))
        {
            _tracks[key] = state = new Track();
        }

        return state;
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private sealed class Track
    {
        public bool HasStarted { get; set; }

        public TimeSpan Shift { get; set; }

        public TimeSpan Last { get; set; }
    }
}
