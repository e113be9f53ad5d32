using Srs.Media.Buffers;
using Srs.Media.Containers;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Pictures on their way to WebRTC, whose players do not reorder them: B-frames are dropped, re-timed, or the pictures encoded again without.</summary>
/// <remarks>
/// Whether there are B-frames shows some frames after a key frame, so those of the first group wait until it is clear. Used by the
/// bridge's thread alone.
/// </remarks>
internal sealed class RtcVideoFrames : IDisposable
{
    /// <summary>Frames that wait for the first B-frame at most: encoders put fewer than that one after another.</summary>
    private const int MaxHeld = 17;

    /// <summary>A worker that has more to do than that is too slow, and begins anew at a key frame for which it has less.</summary>
    private const int MaxBehind = 15;

    private readonly BFramePolicy _policy;
    private readonly Func<Transcode?> _open;
    private readonly BufferPool _pool;
    private readonly Action<MediaFrame, TimeSpan> _send;
    private readonly List<Held> _held = [];
    private readonly AccessUnitTrack _made = new(id: 0);
    private Transcode? _transcode;
    private bool _isDecided;
    private bool _cannotTranscode;
    private bool _needsKeyFrame;

    /// <summary>Makes it.</summary>
    /// <param name="mode">What becomes of B-frames.</param>
    /// <param name="open">Begins to encode the pictures again; gives null when that cannot be now. Null when it never shall be.</param>
    /// <param name="pool">Where frames live.</param>
    /// <param name="send">Takes the frames in the order in which players get them, and when each is shown; borrowed for the call.</param>
    public RtcVideoFrames(BFrameMode mode, Func<Transcode?>? open, BufferPool pool, Action<MediaFrame, TimeSpan> send)
    {
        (_policy, _open, _pool, _send) = (new BFramePolicy(mode), open ?? (static () => null), pool, send);
        _cannotTranscode = _isDecided = open is null;
    }

    /// <summary>True once there was a B-frame.</summary>
    public bool HasSeenBFrames => _policy.HasSeenBFrames;

    /// <summary>Whether the pictures are encoded again.</summary>
    public bool IsTranscoding => _transcode is not null;

    /// <summary>Takes a frame of the stream.</summary>
    public void Take(MediaFrame frame)
    {
        if (_transcode is not null)
        {
            SendToTranscode(frame);
            return;
        }

        var isSent = _policy.TryGetTime(frame, out var time);
        if (_policy.HasSeenBFrames && !_cannotTranscode && (frame.IsKeyFrame || _held.Count > 0) && (_transcode = _open()) is not null)
        {
            _needsKeyFrame = false;
            Hold(frame, isSent, time);
            _held.ForEach(held => SendToTranscode(held.Frame));
            EndHold();
            return;
        }

        var mayHaveBFrames = _held.Count > 0 || frame.CompositionOffset > TimeSpan.Zero;
        if (!_isDecided && mayHaveBFrames && !_policy.HasSeenBFrames && _held.Count < MaxHeld && (_held.Count == 0 || !frame.IsKeyFrame))
        {
            Hold(frame, isSent, time);
            return;
        }

        _held.ForEach(Send);
        EndHold();
        Send(new Held(frame, isSent, time));
    }

    /// <summary>The encoder has begun anew, with another configuration: so does what is made of its pictures.</summary>
    public void OnNewSetup()
    {
        _transcode?.Dispose();
        (_transcode, _needsKeyFrame) = (null, true);
        Release();
    }

    /// <summary>Sends what was encoded again.</summary>
    public void SendTranscoded()
    {
        while (_transcode is { } transcode && transcode.TryTake(out var output))
        {
            if (output.Payload is not { } unit)
            {
                continue;
            }

            using (unit)
            {
                Send(unit.Span, output.Time);
            }
        }

        if (_transcode is { IsGivenUp: true })
        {
            _transcode.Dispose();
            (_transcode, _cannotTranscode, _needsKeyFrame) = (null, true, true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _transcode?.Dispose();
        Release();
    }

    private void Hold(MediaFrame frame, bool isSent, TimeSpan time)
    {
        frame.AddRef();
        _held.Add(new Held(frame, isSent, time));
    }

    private void EndHold()
    {
        _isDecided = true;
        Release();
    }

    private void Send(Held frame)
    {
        _needsKeyFrame &= !frame.Frame.IsKeyFrame;
        if (frame.IsSent && !_needsKeyFrame)
        {
            _send(frame.Frame, frame.Time);
        }
    }

    private void SendToTranscode(MediaFrame frame)
    {
        _needsKeyFrame &= !frame.IsKeyFrame || _transcode!.Pending > MaxBehind;
        if (!_needsKeyFrame)
        {
            _needsKeyFrame = !_transcode!.Send(frame.Payload.Span, frame.Pts);
        }
    }

    private void Send(ReadOnlySpan<byte> unit, TimeSpan time)
    {
        using var payload = new PooledBytes(_pool);
        if (_made.AppendNalUnits(MediaCodec.H264, unit, payload, out var flags, out _) is null && payload.Length > 0)
        {
            using var frame = new MediaFrame(payload, 0) { Track = _made.Info!, EncoderTime = time, Dts = time, Flags = flags };
            _send(frame, time);
        }
    }

    private void Release()
    {
        _held.ForEach(static held => held.Frame.Dispose());
        _held.Clear();
    }

    private readonly record struct Held(MediaFrame Frame, bool IsSent, TimeSpan Time);
}
