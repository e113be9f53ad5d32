using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Rtp.Payloads;

/// <summary>What all codecs of pictures have in common: frames by timestamp and marker, and what a loss costs.</summary>
/// <remarks>
/// A frame with a gap or damage is dropped, and with it everything up to the next key frame, since later frames refer to it.
/// </remarks>
public abstract class VideoDepacketizer : RtpDepacketizer
{
    private readonly PooledBytes _frame;
    private bool _isOpen;
    private bool _isBroken;
    private bool _mayLackStart = true;
    private uint _timestamp;

    private protected VideoDepacketizer(int trackId, BufferPool? pool)
        : base(pool)
    {
        TrackId = trackId;
        _frame = new PooledBytes(Pool);
        NeedsKeyFrame = true;
    }

    private protected int TrackId { get; }

    /// <summary>The bytes of the frame so far.</summary>
    private protected PooledBytes Frame => _frame;

    /// <inheritdoc/>
    public sealed override void Push(ReadOnlySpan<byte> payload, uint timestamp, bool isMarked)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        if (_isOpen && timestamp != _timestamp)
        {
            End();
        }

        if (!_isOpen)
        {
            (_isOpen, _timestamp) = (true, timestamp);
            _isBroken = _mayLackStart && !StartsFrame(payload);
            _mayLackStart = false;
        }

        if (!_isBroken && (!TryAppend(payload) || _frame.Length > MaxFrameLength))
        {
            _isBroken = true;
            Reset();
        }

        if (isMarked)
        {
            End();
            _mayLackStart = false;
        }
    }

    /// <inheritdoc/>
    public sealed override void OnLoss()
    {
        NeedsKeyFrame = true;
        _mayLackStart = true;
        _isBroken = true;
        Reset();
    }

    /// <summary>True when a payload is surely the first of its frame.</summary>
    private protected abstract bool StartsFrame(ReadOnlySpan<byte> payload);

    /// <summary>Adds a payload to <see cref="Frame"/>.</summary>
    /// <returns>False when it is damaged or does not continue the one before.</returns>
    private protected abstract bool TryAppend(ReadOnlySpan<byte> payload);

    /// <summary>Makes the payload of a frame of <see cref="Frame"/>, and sets the track.</summary>
    /// <param name="payload">Receives it; left empty when there is no picture in it.</param>
    /// <param name="flags">What the frame is.</param>
    /// <returns>False when it is not whole.</returns>
    private protected abstract bool TryFinish(PooledBytes payload, out FrameFlags flags);

    /// <summary>Forgets what was put together; overrides call it.</summary>
    private protected virtual void Reset() => _frame.Clear();

    private protected override void ReturnBuffers() => _frame.Dispose();

    private void End()
    {
        _isOpen = false;
        var payload = new PooledBytes(Pool);
        var flags = FrameFlags.None;
        if (_isBroken || !TryFinish(payload, out flags))
        {
            DamagedFrames++;
            NeedsKeyFrame = true;
            payload.Clear();
        }

        Reset();
        if (payload.Length == 0 || Track is null || (NeedsKeyFrame && (flags & FrameFlags.KeyFrame) == 0))
        {
            payload.Dispose();
            return;
        }

        NeedsKeyFrame = false;
        Emit(payload, flags, _timestamp);
    }
}
