using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>Makes a stream with B-frames fit for WebRTC, whose receivers take frames in the order of their RTP timestamps.</summary>
/// <remarks>
/// <para>A receiver hands frames to its decoder one by one, drops one that is timed before its predecessor, and gives each picture that comes
/// out the timestamp of the frame that just went in. So times must rise in decoding order.</para>
/// <para><see cref="BFrameMode.Drop"/> keeps the frames that are shown after all before them, at their presentation times. A later frame
/// that refers to a dropped one (x264's b-pyramid) may show traces until the next key frame.</para>
/// <para><see cref="BFrameMode.Retime"/> keeps all frames at their decoding times. A decoder that reorders gives out, when a frame goes in, the
/// picture that is due at that frame's decoding time, so each is shown at its own time and sound stays in sync. Decoding times of streams
/// whose every frame is shown later by the same span are moved by that span, from the second group on.</para>
/// <para>Times strictly rise. Not thread-safe: one for each video track.</para>
/// </remarks>
/// <param name="mode">What becomes of such frames.</param>
public sealed class BFramePolicy(BFrameMode mode)
{
    /// <summary>What to change in the encoder, for a warning.</summary>
    public const string Advice =
        "Turn B-frames off in the encoder: ffmpeg -bf 0, x264 bframes=0 or tune=zerolatency, OBS \"B-frames\" or \"bf\" 0, NVENC -bf 0; "
        + "or use the Baseline profile.";

    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(1);

    private TimeSpan? _newestShown;
    private TimeSpan _lastTime = TimeSpan.MinValue;
    private TimeSpan _offset;
    private TimeSpan? _groupOffset;

    /// <summary>What becomes of B-frames.</summary>
    public BFrameMode Mode { get; } = mode;

    /// <summary>True once a frame came that is shown before one decoded earlier.</summary>
    public bool HasSeenBFrames { get; private set; }

    /// <summary>Frames left out.</summary>
    public long Dropped { get; private set; }

    /// <summary>Decides about a frame.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="time">On the stream's timeline, for <see cref="RtpMediaClock.ToTimestamp"/>.</param>
    /// <returns>False when the frame is left out.</returns>
    public bool TryGetTime(MediaFrame frame, out TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(frame);
        time = default;
        if (frame.IsKeyFrame)
        {
            // What was before it, perhaps another encoder's, is no measure for what follows.
            (_offset, _groupOffset, _newestShown) = (_groupOffset ?? TimeSpan.Zero, null, null);
        }

        var isReordered = frame.Pts < _newestShown;
        HasSeenBFrames |= isReordered;
        if (isReordered && Mode == BFrameMode.Drop)
        {
            Dropped++;
            return false;
        }

        _newestShown = isReordered ? _newestShown : frame.Pts;
        _groupOffset = _groupOffset < frame.CompositionOffset ? _groupOffset : frame.CompositionOffset;
        time = Mode == BFrameMode.Drop ? frame.Pts : frame.Dts + _offset;
        time = _lastTime == TimeSpan.MinValue || time > _lastTime ? time : _lastTime + SmallestStep;
        _lastTime = time;
        return true;
    }
}
