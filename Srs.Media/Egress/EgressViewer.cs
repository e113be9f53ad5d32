using System.Collections.Concurrent;

namespace Srs.Media.Egress;

/// <summary>A viewer that an <see cref="EgressWorker"/> serves from a <see cref="WireLog"/>.</summary>
/// <remarks>
/// The worker's thread alone reads the log and writes to the output; other threads ask through <see cref="Send"/>,
/// <see cref="Finish"/> and <see cref="Abort"/>, which never wait. When the output is full the viewer is left alone until it drains.
/// </remarks>
public sealed class EgressViewer : IViewer, IEgressWork
{
    /// <summary>Most bytes of other origin that may wait for a message boundary; a peer that makes more of them is not reading.</summary>
    internal const int MaxControlBytes = 64 * 1024;

    private readonly WireLog _log;
    private readonly WireCursor _cursor;
    private readonly EgressOutput _output;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile EgressWorker _worker;
    private EgressGroup _group;
    private ReadOnlyMemory<byte> _preamble;
    private Action? _onFlushed;
    private ConcurrentQueue<ReadOnlyMemory<byte>>? _controls;
    private int _controlBytes;
    private int _controlOffset;
    private long _sentBytes;
    private bool _hasJoined;
    private bool _isEnded;
    private bool _isBlocked;
    private bool _hasAll;
    private int _isAsked;
    private volatile bool _isFlushed;
    private volatile bool _isFinishing;
    private volatile bool _isDraining;
    private volatile bool _isAborted;

    internal EgressViewer(EgressWorker worker, WireLog log, WireCursor cursor, EgressOutput output, ReadOnlyMemory<byte> preamble)
    {
        _worker = worker;
        _log = log;
        _group = log.GetGroup(worker);
        _cursor = cursor;
        _output = output;
        _preamble = preamble;
    }

    /// <inheritdoc/>
    public Task Completion => _completion.Task;

    /// <inheritdoc/>
    public long SentBytes => Volatile.Read(ref _sentBytes);

    /// <inheritdoc/>
    public long DroppedFrames => _cursor.DroppedFrames;

    /// <inheritdoc/>
    public long Jumps => _cursor.Jumps;

    /// <inheritdoc/>
    public bool IsBlocked => Volatile.Read(ref _isBlocked);

    /// <inheritdoc/>
    public bool WasGivenUp => _cursor.IsGivenUp;

    /// <summary>Place in the group; the worker's own.</summary>
    internal int Slot { get; set; }

    /// <inheritdoc/>
    public bool Send(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return true;
        }

        if (Interlocked.Add(ref _controlBytes, bytes.Length) > MaxControlBytes)
        {
            Interlocked.Add(ref _controlBytes, -bytes.Length);
            return false;
        }

        LazyInitializer.EnsureInitialized(ref _controls).Enqueue(bytes);
        Ask();
        return true;
    }

    /// <inheritdoc/>
    public void Finish()
    {
        _isFinishing = true;
        Ask();
    }

    /// <inheritdoc/>
    public void Drain()
    {
        _isDraining = true;
        Ask();
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _isAborted = true;
        Ask();
    }

    /// <inheritdoc/>
    void IEgressWork.Run(EgressWorker current)
    {
        if (current != _worker)
        {
            // It has moved since someone asked for it.
            _worker.Post(this);
            return;
        }

        if (!_hasJoined)
        {
            _hasJoined = true;
            _group.Add(this);
        }

        Pump();
    }

    /// <summary>Goes to another worker; on the present one only, which does not touch the viewer afterwards.</summary>
    internal void MoveTo(EgressWorker other)
    {
        _group.Remove(this);
        _worker.CountMoved();
        other.CountIn();
        _group = _log.GetGroup(other);
        _hasJoined = false;
        _worker = other;
        other.Post(this);
    }

    /// <summary>Moves bytes from the log to the output until one of them has no more; on the worker only.</summary>
    internal void Pump()
    {
        if (_isEnded)
        {
            return;
        }

        try
        {
            if (!TryUnblock())
            {
                return;
            }

            while (true)
            {
                if (_isAsked != 0)
                {
                    HeedAsked();
                }

                var copied = CopyPreamble() + CopyLog();
                if (copied == 0)
                {
                    copied = CopyControls();
                }

                if (copied == 0)
                {
                    if (IsDone())
                    {
                        End();
                    }

                    return;
                }

                Volatile.Write(ref _sentBytes, _sentBytes + copied);

                // Having all is the common case after a flush; what comes from here on asks again.
                if (!TryFlush() || (_hasAll && _isAsked == 0))
                {
                    return;
                }
            }
        }
        catch (Exception)
        {
            // An output that throws is a connection that is gone; it must not take the worker's other viewers along.
            End();
        }
    }

    /// <summary>Has the worker look at what is asked of the viewer besides the log; the flag spares it four cache lines in every other pump.</summary>
    private void Ask()
    {
        Volatile.Write(ref _isAsked, 1);
        _worker.Post(this);
    }

    private void HeedAsked()
    {
        // Cleared first, and with a full fence before it is looked at what was asked: who asks from here on sets it again.
        Interlocked.Exchange(ref _isAsked, 0);
        if (_isDraining)
        {
            _cursor.StopAtHead();
        }

        if (_isFinishing || HasControls)
        {
            _cursor.StopAtBoundary();
        }

        if (_isFinishing || _isDraining || _isAborted || HasControls)
        {
            // Until it is done.
            Volatile.Write(ref _isAsked, 1);
        }
    }

    private bool HasControls => _controls is { IsEmpty: false };

    /// <summary>Takes the result of a flush that was under way.</summary>
    /// <returns>False when there is nothing to do now.</returns>
    private bool TryUnblock()
    {
        if (_isBlocked)
        {
            if (!_isFlushed)
            {
                if (_isAborted || _cursor.IsGivenUp)
                {
                    // The output is owned again only when the flush returns; cancelling it makes that soon.
                    _output.CancelFlush();
                }

                return false;
            }

            _isFlushed = false;
            Volatile.Write(ref _isBlocked, false);
            if (_output.EndFlush() == EgressFlush.Closed)
            {
                End();
                return false;
            }
        }

        if (_isAborted || _cursor.IsGivenUp)
        {
            End();
            return false;
        }

        return true;
    }

    private int CopyPreamble()
    {
        var copied = 0;
        while (!_preamble.IsEmpty && !_output.IsFull)
        {
            var count = _output.Write(_preamble.Span);
            _preamble = _preamble[count..];
            copied += count;
        }

        return copied;
    }

    private int CopyLog()
    {
        var copied = 0;
        _hasAll = false;
        while (!_hasAll && _preamble.IsEmpty && !_output.IsFull)
        {
            using var read = _cursor.Read();
            if (read.Bytes.IsEmpty)
            {
                break;
            }

            var count = _output.Write(read.Bytes);
            read.Advance(count);
            copied += count;
            _hasAll = read.IsLast && count == read.Bytes.Length;
        }

        return copied;
    }

    private int CopyControls()
    {
        var copied = 0;
        if (!_preamble.IsEmpty || _controls is not { IsEmpty: false } controls || !_cursor.IsAtBoundary)
        {
            return copied;
        }

        while (!_output.IsFull && controls.TryPeek(out var control))
        {
            var count = _output.Write(control.Span[_controlOffset..]);
            copied += count;
            _controlOffset += count;
            if (_controlOffset == control.Length)
            {
                _controlOffset = 0;
                controls.TryDequeue(out _);
                Interlocked.Add(ref _controlBytes, -control.Length);
            }
        }

        if (!_isFinishing && controls.IsEmpty)
        {
            _cursor.Continue();
        }

        return copied;
    }

    private bool IsDone() => (_isFinishing || _isDraining) && !HasControls && _cursor.IsAtBoundary;

    private bool TryFlush()
    {
        switch (_output.Flush(_onFlushed ??= OnFlushed))
        {
            case EgressFlush.Done:
                return true;
            case EgressFlush.Waiting:
                Volatile.Write(ref _isBlocked, true);
                return false;
            default:
                End();
                return false;
        }
    }

    private void OnFlushed()
    {
        _isFlushed = true;
        _worker.Post(this);
    }

    private void End()
    {
        if (_isEnded)
        {
            return;
        }

        _isEnded = true;
        _group.Remove(this);
        _worker.CountOut();
        _cursor.Dispose();
        _completion.SetResult();
    }
}
