using System.Diagnostics.CodeAnalysis;
using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>A bounded queue of a stream's frames for one reader that needs frames instead of shared bytes.</summary>
/// <remarks>
/// The stream offers from the publisher's thread and never waits: when the queue spans more than its limits, frames are refused
/// until the reader is back under them and a key frame comes. Headers are never refused. Dispose to leave.
/// </remarks>
public sealed class FrameSubscription : IDisposable
{
    /// <summary>Most bytes of frames in the queue, as a wire log.</summary>
    private const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>Headers in the queue past which it starts over; a publisher that changes them all the time gains nothing.</summary>
    private const int MaxHeaders = 64;

    private readonly LiveStream _stream;
    private readonly TimeSpan _queueLength;
    private readonly TimeSpan _joinedAt;
    private readonly bool _hasMarks;
    private readonly Lock _gate = new();
    private readonly Queue<SubscriptionItem> _queue = new();

    [SuppressMessage("Usage", "CA2213", Justification = "A reader may still be waiting on it; it holds nothing that needs disposing.")]
    private readonly SemaphoreSlim _available = new(0, 1);
    private long _bytes;
    private int _headers;
    private int _marks;
    private int _soundSinceVideo;
    private long _droppedFrames;
    private long _jumps;
    private bool _isSkipping;
    private bool _hasVideo;
    private bool _isDisposed;

    /// <param name="stream">The stream.</param>
    /// <param name="queueLength">How much stream time the queue may span.</param>
    /// <param name="joinedAt">The stream's time now. Older frames are the group to start with, which may be longer than the queue.</param>
    /// <param name="hasMarks">Whether the reader wants to know where sources begin and end.</param>
    internal FrameSubscription(LiveStream stream, TimeSpan queueLength, TimeSpan joinedAt, bool hasMarks = false)
    {
        _hasMarks = hasMarks;
        _stream = stream;
        _queueLength = queueLength;
        _joinedAt = joinedAt;
    }

    /// <summary>The stream's time when this joined it; frames up to there are of the past.</summary>
    internal TimeSpan JoinedAt => _joinedAt;

    /// <summary>Frames refused because the reader was too slow.</summary>
    public long DroppedFrames => Volatile.Read(ref _droppedFrames);

    /// <summary>How often frames were refused until a key frame came.</summary>
    public long Jumps => Volatile.Read(ref _jumps);

    /// <summary>Whether <see cref="TryRead"/> has something now.</summary>
    public bool HasItems
    {
        get
        {
            lock (_gate)
            {
                return _queue.Count > 0;
            }
        }
    }

    /// <summary>Waits until <see cref="TryRead"/> may have something, or <see cref="Wake"/> is called.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _available.WaitAsync(cancellationToken);

    /// <summary>Lets <see cref="WaitAsync"/> return.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            Signal();
        }
    }

    /// <summary>Takes the next item; the caller disposes its frame.</summary>
    public bool TryRead(out SubscriptionItem item)
    {
        lock (_gate)
        {
            if (!_queue.TryDequeue(out item))
            {
                return false;
            }

            _bytes -= item.Frame?.Length ?? 0;
            _headers -= item.Headers is null ? 0 : 1;
            _marks -= item.Mark is null ? 0 : 1;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Unsubscribe(this);
        lock (_gate)
        {
            _isDisposed = true;
            Empty();
        }
    }

    /// <summary>Puts headers at the end; under the stream's lock.</summary>
    internal void Offer(StreamHeaders headers)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            if (_headers >= MaxHeaders)
            {
                Volatile.Write(ref _droppedFrames, _droppedFrames + Empty());
                Skip();
            }

            _hasVideo = headers.HasVideo;
            _headers++;
            Enqueue(new SubscriptionItem(headers, null));
        }
    }

    /// <summary>Puts a mark at the end, for a reader that wants marks; under the stream's lock.</summary>
    internal void Offer(SourceMark mark)
    {
        lock (_gate)
        {
            if (_isDisposed || !_hasMarks)
            {
                return;
            }

            // A source that comes and goes all the time leaves nothing but marks; all that is older is of no use then.
            if (_marks >= MaxHeaders)
            {
                Volatile.Write(ref _droppedFrames, _droppedFrames + Empty());
            }

            _marks++;
            Enqueue(new SubscriptionItem(null, null, mark));
        }
    }

    /// <summary>Puts a frame at the end with a reference of its own, or refuses it; under the stream's lock.</summary>
    internal void Offer(MediaFrame frame)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            CountSound(frame.Track.Kind);
            var oldest = OldestTime(frame.Dts);
            var isOver = _bytes + frame.Length > MaxBytes || frame.Dts - (oldest > _joinedAt ? oldest : _joinedAt) > _queueLength;
            var isSoundOnly = !_hasVideo || _soundSinceVideo > GopCache.MaxAudioWithoutVideo;
            var canResume = isSoundOnly || frame.StartsGroup;
            if (isOver || (_isSkipping && !canResume))
            {
                Skip();
                Volatile.Write(ref _droppedFrames, _droppedFrames + 1);
                return;
            }

            _isSkipping = false;
            frame.AddRef();
            _bytes += frame.Length;
            Enqueue(new SubscriptionItem(null, frame));
        }
    }

    private void Skip()
    {
        if (!_isSkipping)
        {
            _isSkipping = true;
            Volatile.Write(ref _jumps, _jumps + 1);
        }
    }

    private void CountSound(MediaKind kind)
    {
        if (kind == MediaKind.Video)
        {
            _soundSinceVideo = 0;
        }
        else if (kind == MediaKind.Audio)
        {
            _soundSinceVideo++;
        }
    }

    /// <summary>Takes everything out.</summary>
    /// <returns>How many frames.</returns>
    private int Empty()
    {
        var frames = 0;
        while (_queue.TryDequeue(out var item))
        {
            frames += item.Frame is null ? 0 : 1;
            item.Frame?.Dispose();
        }

        _bytes = 0;
        _headers = 0;
        _marks = 0;
        return frames;
    }

    private TimeSpan OldestTime(TimeSpan fallback)
    {
        foreach (var item in _queue)
        {
            if (item.Frame is { } frame)
            {
                return frame.Dts;
            }
        }

        return fallback;
    }

    private void Enqueue(SubscriptionItem item)
    {
        _queue.Enqueue(item);
        Signal();
    }

    private void Signal()
    {
        if (_available.CurrentCount == 0)
        {
            _available.Release();
        }
    }
}
