using System.Diagnostics;

namespace Srs.Media.Egress;

/// <summary>A viewer's place in a <see cref="WireLog"/>.</summary>
/// <remarks>
/// <para>One reader at a time calls <see cref="Read"/>; the log may move the cursor from the publisher's thread. Both hold the
/// cursor's lock, so the bytes of a read stay where they are until it is disposed: the log gives a segment back only after it has
/// moved every cursor out of it.</para>
/// <para>Bytes of the viewer's own (the preface, the rest of a message whose segment was given back) go before the log's.</para>
/// </remarks>
public sealed class WireCursor : IDisposable
{
    /// <summary>Most bytes kept for a viewer alone: a whole message and a preface; a viewer past it is given up.</summary>
    internal const int MaxPendingBytes = 17 * 1024 * 1024;

    /// <summary>The same while all logs together are over their limit.</summary>
    internal const int MaxPendingBytesWhenShort = 256 * 1024;

    private readonly WireLog _log;

    // A part of the cursor, because every flush of every viewer takes it and a lock elsewhere would be one cache miss more. The log seldom
    // wants it, and then waits for one send.
    private SpinLock _gate = new(enableThreadOwnerTracking: false);
    private WireSegment _segment;
    private long _position;
    private long _limit = long.MaxValue;
    private ReadOnlyMemory<byte> _pending;
    private bool _readsPending;
    private int _ownBytes;
    private bool _isWaitingForKeyFrame;
    private volatile bool _isGivenUp;
    private long _droppedFrames;
    private long _jumps;

    internal WireCursor(WireLog log, WireSegment segment, long position, ReadOnlyMemory<byte> preface, TimeSpan joinedAt)
    {
        _log = log;
        _segment = segment;
        _position = position;
        _pending = preface;
        JoinedAt = joinedAt;
    }

    /// <summary>Frames that the viewer missed because it was too slow.</summary>
    public long DroppedFrames => Volatile.Read(ref _droppedFrames);

    /// <summary>How often the viewer went on at a later key frame because it was too slow.</summary>
    public long Jumps => Volatile.Read(ref _jumps);

    /// <summary>Bytes that the viewer has yet to take.</summary>
    public long Backlog => Math.Max(0, _log.Head - Position);

    /// <summary>True when the viewer cannot be served any more because what it alone still needs exceeds every bound.</summary>
    public bool IsGivenUp => _isGivenUp;

    /// <summary>Head of the log, in the stream's time, when the viewer joined.</summary>
    internal TimeSpan JoinedAt { get; }

    /// <summary>Offset of the next byte of the log.</summary>
    internal long Position => Volatile.Read(ref _position);

    /// <summary>Place in the log's list of cursors; the log's lock guards it.</summary>
    internal int Slot { get; set; }

    /// <summary>Borrows the next bytes. Dispose the result on the same thread, soon.</summary>
    public WireRead Read()
    {
        Enter();
        if (!_pending.IsEmpty)
        {
            _readsPending = true;
            return new WireRead(this, _pending.Span, isLast: false);
        }

        _readsPending = false;
        var head = _log.Head;
        var end = _isWaitingForKeyFrame ? _position : Math.Min(head, _limit);
        if (_position >= end)
        {
            return new WireRead(this, default, isLast: true);
        }

        var next = _segment.Next;
        while (next is not null && _segment.End <= _position)
        {
            _segment = next;
            next = _segment.Next;
        }

        if (next is not null)
        {
            end = Math.Min(end, _segment.End);
        }

        return new WireRead(this, _segment.Buffer.AsSpan((int)(_position - _segment.Start), (int)(end - _position)), isLast: end == head);
    }

    /// <summary>Makes the cursor stop where the message that it is in ends; bytes of other origin can go there. Called by the reader.</summary>
    public void StopAtBoundary()
    {
        // The log's lock comes before the cursor's, so the log may move the cursor in between: to a boundary, past the one found.
        var boundary = _log.FindBoundary(Position);
        Enter();
        _limit = Math.Min(_limit, Math.Max(boundary, _position));
        Exit();
    }

    /// <summary>Makes the cursor stop after what is there now. Called by the reader.</summary>
    public void StopAtHead()
    {
        Enter();
        _limit = Math.Min(_limit, Math.Max(_log.Head, _position));
        Exit();
    }

    /// <summary>True when the cursor stands where <see cref="StopAtBoundary"/> asked it to, or has taken all there is.</summary>
    public bool IsAtBoundary
    {
        get
        {
            // The head is always a boundary.
            Enter();
            var isAtBoundary = _pending.IsEmpty && (_isWaitingForKeyFrame || _position >= _limit || _position == _log.Head);
            Exit();
            return isAtBoundary;
        }
    }

    /// <summary>Goes on after <see cref="StopAtBoundary"/>.</summary>
    public void Continue()
    {
        Enter();
        _limit = long.MaxValue;
        Exit();
    }

    /// <summary>Leaves the log.</summary>
    public void Dispose()
    {
        _log.Leave(this);
        Enter();
        SetPending(default, 0);
        Exit();
    }

    internal void Advance(int count)
    {
        Debug.Assert(_gate.IsHeld, "Advance belongs to a read.");
        if (_readsPending)
        {
            _pending = _pending[count..];
            if (_pending.IsEmpty)
            {
                SetPending(default, 0);
            }
        }
        else
        {
            Volatile.Write(ref _position, _position + count);
        }
    }

    internal void ExitRead() => Exit();

    /// <summary>Moves the cursor on, on the log's behalf.</summary>
    /// <param name="boundary">Where the message that the cursor is in ends; its rest is copied so that the viewer gets it whole.</param>
    /// <param name="target">The message to go on with, a boundary.</param>
    /// <param name="targetSegment">The segment of <paramref name="target"/>.</param>
    /// <param name="preface">Headers to send before it, or empty.</param>
    /// <param name="waitForKeyFrame">Whether to stay there until the log finds a key frame.</param>
    /// <param name="missed">Frames passed over.</param>
    /// <param name="seen">Where the caller saw the cursor; when it has moved since, nothing happens.</param>
    /// <returns>False when the cursor has moved meanwhile.</returns>
    internal bool TryJump(long seen, long boundary, long target, WireSegment targetSegment, ReadOnlyMemory<byte> preface, bool waitForKeyFrame, long missed)
    {
        Enter();
        try
        {
            if (_position != seen)
            {
                return false;
            }

            KeepForViewer(boundary - _position, preface);
            _segment = targetSegment;
            Volatile.Write(ref _position, target);
            _limit = _limit == long.MaxValue ? long.MaxValue : target;
            if (!_isWaitingForKeyFrame)
            {
                // To the head first and to the key frame when it comes is one jump.
                Volatile.Write(ref _jumps, _jumps + 1);
            }

            _isWaitingForKeyFrame = waitForKeyFrame || _isGivenUp;
            Volatile.Write(ref _droppedFrames, _droppedFrames + missed);
            return true;
        }
        finally
        {
            Exit();
        }
    }

    /// <summary>Copies what the viewer must still get before it goes on elsewhere: the next <paramref name="rest"/> bytes of the log, and a preface.</summary>
    private void KeepForViewer(long rest, ReadOnlyMemory<byte> preface)
    {
        var added = rest + preface.Length;
        if (added == 0 || _isGivenUp)
        {
            return;
        }

        var length = _pending.Length + added;
        if (length > MaxPendingBytes || (length > MaxPendingBytesWhenShort && _log.Memory.IsOverLimit))
        {
            _isGivenUp = true;
            SetPending(default, 0);
            return;
        }

        var pending = new byte[length];
        _pending.CopyTo(pending);
        CopyLog(pending.AsSpan(_pending.Length, (int)rest));
        preface.CopyTo(pending.AsMemory(_pending.Length + (int)rest));
        SetPending(pending, pending.Length);
    }

    private void Enter()
    {
        var isTaken = false;
        _gate.Enter(ref isTaken);
    }

    private void Exit() => _gate.Exit();

    private void SetPending(ReadOnlyMemory<byte> pending, int ownBytes)
    {
        _pending = pending;
        _log.Memory.CountOwn(ownBytes - _ownBytes);
        _ownBytes = ownBytes;
    }

    private void CopyLog(Span<byte> destination)
    {
        var segment = _segment;
        var position = _position;
        while (!destination.IsEmpty)
        {
            while (segment.Next is { } next && segment.End <= position)
            {
                segment = next;
            }

            var source = segment.Buffer.AsSpan((int)(position - segment.Start), (int)Math.Min(segment.End - position, destination.Length));
            source.CopyTo(destination);
            destination = destination[source.Length..];
            position += source.Length;
        }
    }
}
