namespace Srs.Media.Rtp.Payloads;

/// <summary>Finds decoding times for frames that come in decoding order with presentation times only, as RTP brings them.</summary>
/// <remarks>
/// A frame that is shown before ones decoded earlier tells how deep the publisher reorders. From then on, each frame is decoded at the
/// presentation time that many places before the newest. Without such frames both times are the same. Decoding times strictly rise; they are
/// after presentation only in the group in which the depth became known. Not thread-safe: one for each video track.
/// </remarks>
public sealed class DecodingTimes
{
    /// <summary>Deepest reordering: H.264 and H.265 decoders hold 16 frames.</summary>
    public const int MaxDepth = 16;

    private static readonly TimeSpan SmallestStep = TimeSpan.FromMilliseconds(1);

    /// <summary>The newest presentation times, latest first.</summary>
    private readonly List<TimeSpan> _shown = new(MaxDepth + 2);

    private TimeSpan? _last;

    /// <summary>Frames that the publisher sends before ones shown earlier; 0 without B-frames.</summary>
    public int Depth { get; private set; }

    /// <summary>The decoding time of the next frame.</summary>
    /// <param name="pts">Its presentation time.</param>
    public TimeSpan Next(TimeSpan pts)
    {
        var place = _shown.FindIndex(shown => shown <= pts);
        place = place < 0 ? _shown.Count : place;
        _shown.Insert(place, pts);
        if (_shown.Count > MaxDepth + 1)
        {
            _shown.RemoveAt(MaxDepth + 1);
        }

        Depth = Math.Max(Depth, Math.Min(place, MaxDepth));
        var time = _shown[Math.Min(Depth, _shown.Count - 1)];
        _last = time > _last || _last is null ? time : _last + SmallestStep;
        return _last.Value;
    }

    /// <summary>The publisher's clock leapt, or frames were lost: what was seen says nothing about what follows.</summary>
    public void Restart() => _shown.Clear();
}
