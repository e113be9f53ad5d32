using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>One track's part of a <see cref="RtpPublisherClock"/>.</summary>
/// <remarks>Not thread-safe, nor are the tracks of one publisher among each other.</remarks>
public sealed class RtpTrackClock
{
    /// <summary>A timestamp further from the packet's arrival than this, compared with the one before, is another clock.</summary>
    public static readonly TimeSpan JumpTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Reports that would move a track further than this are damaged, or of another clock.</summary>
    public static readonly TimeSpan MaxCorrection = TimeSpan.FromSeconds(10);

    /// <summary>What part of the time that passes a correction may take: one in so many.</summary>
    private const int CorrectionShare = 10;

    private readonly RtpPublisherClock _publisher;
    private readonly RtpMediaClock _clock;
    private SequenceUnwrapper _timestamps = new();
    private TimeSpan _shift;
    private TimeSpan _targetShift;
    private TimeSpan _lastMedia;
    private TimeSpan _lastArrival;
    private bool _hasStarted;

    internal RtpTrackClock(RtpPublisherClock publisher, MediaKind kind, RtpMediaClock clock) => (_publisher, Kind, _clock) = (publisher, kind, clock);

    /// <summary>What the track carries.</summary>
    public MediaKind Kind { get; }

    /// <summary>How often the timestamps leapt and the track began anew.</summary>
    public long Jumps { get; private set; }

    /// <summary>Whether a sender report placed the track among the others.</summary>
    public bool IsSynchronized { get; private set; }

    /// <summary>How far the track still is from where the sender reports put it; positive when it is too early.</summary>
    public TimeSpan Correction => _targetShift - _shift;

    /// <summary>The place of a frame on the publisher's timeline.</summary>
    /// <param name="timestamp">The frame's RTP timestamp; earlier ones than the last are fine.</param>
    /// <param name="arrival">When the frame came, on any clock that all tracks share and that only moves forward.</param>
    public TimeSpan ToTime(uint timestamp, TimeSpan arrival)
    {
        var media = _clock.ToTime(_timestamps.Unwrap(timestamp));
        if (!_hasStarted)
        {
            Start(media, arrival);
        }
        else if ((media - _lastMedia - (arrival - _lastArrival)).Duration() > JumpTolerance)
        {
            // What was known of the old clock is void; the next report tells about the new one.
            Jumps++;
            _timestamps = new SequenceUnwrapper();
            media = _clock.ToTime(_timestamps.Unwrap(timestamp));
            Start(media, arrival);
        }
        else if (media > _lastMedia)
        {
            var most = (media - _lastMedia) / CorrectionShare;
            var left = Correction;
            _shift += left > most ? most : left < -most ? -most : left;
        }

        if (media >= _lastMedia)
        {
            (_lastMedia, _lastArrival) = (media, arrival);
        }

        return media + _shift;
    }

    /// <summary>Takes what a sender report says about the track.</summary>
    /// <param name="ntp">Time of day of the report: seconds in the upper 32 bits, fractions in the lower; 0 when the sender has none.</param>
    /// <param name="timestamp">The RTP timestamp of that moment.</param>
    public void OnSenderReport(ulong ntp, uint timestamp)
    {
        if (ntp == 0 || !_hasStarted)
        {
            return;
        }

        var last = _clock.ToUnits(_lastMedia);
        var media = _clock.ToTime(last + (int)(timestamp - (uint)last));
        if ((media - _lastMedia).Duration() > MaxCorrection)
        {
            return;
        }

        var time = FromNtp(ntp);
        _publisher.Adopt(this, time - (media + _shift));
        var target = time - _publisher.Origin!.Value - media;
        if ((target - _shift).Duration() > MaxCorrection)
        {
            return;
        }

        IsSynchronized = true;
        if (Kind != MediaKind.Audio)
        {
            _targetShift = target;
        }
    }

    private void Start(TimeSpan media, TimeSpan arrival)
    {
        _hasStarted = true;
        _shift = _targetShift = arrival - media;
        (_lastMedia, _lastArrival) = (media, arrival);
        IsSynchronized = false;
    }

    private static TimeSpan FromNtp(ulong ntp) =>
        new(((long)(ntp >> 32) * TimeSpan.TicksPerSecond) + (long)((((ntp & uint.MaxValue) * TimeSpan.TicksPerSecond) + (1UL << 31)) >> 32));
}
