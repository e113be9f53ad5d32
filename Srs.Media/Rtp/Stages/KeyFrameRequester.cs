using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Rtp.Stages;

/// <summary>Asks a source of video for key frames, seldom enough whatever its viewers ask for.</summary>
/// <remarks>
/// A wish is held back until <see cref="MinInterval"/> after the last request and forgotten when a key frame comes; without one it is
/// repeated, at growing intervals. <see cref="Request"/> may come from any thread; the rest belongs to the publisher's.
/// </remarks>
/// <param name="usesFullIntraRequests">True for FIR, false for PLI, as negotiated.</param>
public sealed class KeyFrameRequester(bool usesFullIntraRequests = false)
{
    /// <summary>Bytes that a request fits into.</summary>
    public const int MaxLength = RtcpFullIntraRequest.Length;

    /// <summary>Shortest time between requests for different wishes.</summary>
    public static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time between repetitions.</summary>
    public static readonly TimeSpan MaxRepetition = TimeSpan.FromSeconds(8);

    private int _wishes;
    private TimeSpan _notBefore;
    private TimeSpan _nextAt;
    private TimeSpan _repetition = MinInterval;
    private bool _isWaiting;
    private byte _number;

    /// <summary>Requests sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Wishes for a key frame: somebody joined or lost something. Any thread.</summary>
    /// <remarks>Whoever joins gets packets first and wishes then; the other way round the key frame may come in between.</remarks>
    public void Request() => Volatile.Write(ref _wishes, 1);

    /// <summary>Takes note of a key frame from the source, which is what everybody wished for so far.</summary>
    public void OnKeyFrame()
    {
        Volatile.Write(ref _wishes, 0);
        _isWaiting = false;
        _repetition = MinInterval;
    }

    /// <summary>Writes a request when it is time for one.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="mediaSsrc">The source of video.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <returns>Bytes written; 0 when it is not.</returns>
    public int Write(Span<byte> destination, uint senderSsrc, uint mediaSsrc, TimeSpan now)
    {
        var isNew = Volatile.Read(ref _wishes) != 0;
        if (isNew ? now < _notBefore : !_isWaiting || now < _nextAt)
        {
            return 0;
        }

        Volatile.Write(ref _wishes, 0);
        _repetition = isNew || !_isWaiting ? MinInterval : _repetition * 2 < MaxRepetition ? _repetition * 2 : MaxRepetition;
        _isWaiting = true;
        _nextAt = now + _repetition;
        _notBefore = now + MinInterval;
        Sent++;
        return usesFullIntraRequests
            ? RtcpFullIntraRequest.Write(destination, senderSsrc, mediaSsrc, _number++)
            : new RtcpPictureLoss(senderSsrc, mediaSsrc).Write(destination);
    }
}
