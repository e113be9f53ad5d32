using System.Collections.Concurrent;
using Srs.Media.Buffers;

namespace Srs.Media.Net.Udp;

/// <summary>One of the sockets of a <see cref="UdpHost"/>, with the thread that receives from it.</summary>
/// <remarks>
/// The kernel keeps a peer on one shard for as long as its address stays, so what belongs to a peer can belong to this thread and needs no
/// lock. Sending and posting are for any thread.
/// </remarks>
public sealed class UdpShard
{
    /// <summary>Work and forwarded datagrams that may wait before more is refused.</summary>
    public const int MaxOfferedWork = 8192;

    private readonly UdpSocket _socket;
    private readonly IUdpReceiver _receiver;
    private readonly ConcurrentQueue<IUdpWork> _work = new();
    private readonly Thread _thread;
    private readonly (int Receive, int Send) _bufferBytes;
    private long _receivedDatagrams;
    private long _receivedBytes;
    private long _droppedWork;
    private int _waiting;
    private int _isIdle;
    private volatile bool _stopping;

    internal UdpShard(int index, UdpSocket socket, IUdpReceiver receiver, (int Receive, int Send) bufferBytes)
    {
        Index = index;
        _socket = socket;
        _receiver = receiver;
        _bufferBytes = bufferBytes;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"udp {index}" };
    }

    /// <summary>Number of the shard within its host, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether the caller is on the shard's thread.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>
    /// Milliseconds after which <see cref="IUdpReceiver.OnBatchEnd"/> is called although nothing has happened; -1 for never. Default -1. For
    /// the shard's thread, which may change it in each of these calls.
    /// </summary>
    public int LongestWait { get; set; } = -1;

    /// <summary>Sends one datagram, at once; from any thread. It leaves from the address that the peer talks to, where that is known.</summary>
    /// <returns>Whether the kernel took it.</returns>
    public bool Send(in UdpEndpoint to, ReadOnlySpan<byte> datagram)
    {
        var single = new UdpDatagram(to, 0, datagram.Length);
        return _socket.Send(new ReadOnlySpan<UdpDatagram>(in single), datagram) == 1;
    }

    /// <summary>Sends datagrams of equal size to one peer, where the system can, in one call; from any thread.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="arena">The datagrams, one after the other; only the last may be shorter.</param>
    /// <param name="segmentSize">Bytes of each, at least 1.</param>
    /// <returns>Datagrams that the kernel took.</returns>
    public int SendSegments(in UdpEndpoint to, ReadOnlySpan<byte> arena, int segmentSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentSize, 1);
        var range = new UdpDatagram(to, 0, arena.Length, segmentSize);
        return _socket.Send(new ReadOnlySpan<UdpDatagram>(in range), arena);
    }

    /// <summary>Sends to many peers, where the system can, in few calls; from any thread.</summary>
    /// <param name="datagrams">What to send, in this order.</param>
    /// <param name="arena">What their ranges are of.</param>
    /// <returns>Datagrams that the kernel took.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A range leaves the arena.</exception>
    public int SendBatch(ReadOnlySpan<UdpDatagram> datagrams, ReadOnlySpan<byte> arena) => _socket.Send(datagrams, arena);

    /// <summary>Has something done on the shard's thread, soon and in order; from any thread. Without limit: not for what peers can multiply.</summary>
    public void Post(IUdpWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        Interlocked.Increment(ref _waiting);
        Enqueue(work);
    }

    /// <summary>As <see cref="Post"/>, unless <see cref="MaxOfferedWork"/> waits already; for media.</summary>
    /// <returns>False when it is refused, which is counted.</returns>
    public bool TryPost(IUdpWork work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (Interlocked.Increment(ref _waiting) > MaxOfferedWork)
        {
            Interlocked.Decrement(ref _waiting);
            Interlocked.Increment(ref _droppedWork);
            return false;
        }

        Enqueue(work);
        return true;
    }

    /// <summary>Has the receiver called with a datagram on this shard's thread: that of a peer which another shard has received.</summary>
    /// <param name="datagram">Copied.</param>
    /// <param name="from">Who sent it.</param>
    /// <returns>False when too much waits, which is counted.</returns>
    public bool TryForward(ReadOnlySpan<byte> datagram, in UdpEndpoint from)
    {
        if (Volatile.Read(ref _waiting) >= MaxOfferedWork)
        {
            Interlocked.Increment(ref _droppedWork);
            return false;
        }

        var bytes = BufferPool.Shared.Rent(datagram.Length);
        datagram.CopyTo(bytes);
        var forwarded = new ForwardedDatagram(bytes, datagram.Length, from);
        if (TryPost(forwarded))
        {
            return true;
        }

        BufferPool.Shared.Return(bytes);
        return false;
    }

    /// <summary>What it has done so far.</summary>
    public UdpShardInfo Describe() => new(
        Interlocked.Read(ref _receivedDatagrams),
        Interlocked.Read(ref _receivedBytes),
        _socket.SentDatagrams,
        _socket.SentBytes,
        _socket.DroppedReceives,
        _socket.DroppedSends,
        _socket.FailedSends,
        Interlocked.Read(ref _droppedWork),
        _bufferBytes.Receive,
        _bufferBytes.Send);

    internal void Start() => _thread.Start();

    /// <summary>Ends the thread and closes the socket; not from the shard's own thread.</summary>
    internal void Stop()
    {
        _stopping = true;
        _socket.Wake();
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0)
        {
            _thread.Join();
        }

        _socket.Dispose();
        while (_work.TryDequeue(out var work))
        {
            (work as ForwardedDatagram)?.Release();
        }
    }

    /// <summary>Hands a datagram over; on the shard's thread.</summary>
    internal void Deliver(Span<byte> datagram, in UdpEndpoint from)
    {
        // Nobody else writes these.
        Volatile.Write(ref _receivedDatagrams, _receivedDatagrams + 1);
        Volatile.Write(ref _receivedBytes, _receivedBytes + datagram.Length);
        try
        {
            _receiver.OnDatagram(this, datagram, from);
        }
        catch (Exception e)
        {
            _receiver.OnFault(this, e);
        }
    }

    private void Enqueue(IUdpWork work)
    {
        _work.Enqueue(work);
        if (Volatile.Read(ref _isIdle) == 1 && Interlocked.Exchange(ref _isIdle, 0) == 1)
        {
            _socket.Wake();
        }
    }

    private void Loop()
    {
        while (!_stopping)
        {
            var hasMore = _socket.Receive(this);
            RunWork();
            EndBatch();
            if (hasMore)
            {
                continue;
            }

            // Announce the sleep, then look once more: whoever posts in between either is seen here or wakes the thread.
            Interlocked.Exchange(ref _isIdle, 1);
            if (_work.IsEmpty && !_stopping)
            {
                _socket.Wait(LongestWait);
            }

            Volatile.Write(ref _isIdle, 0);
        }
    }

    private void RunWork()
    {
        // What is posted meanwhile is left for the next round, so that receiving is not starved.
        for (var left = Volatile.Read(ref _waiting); left > 0 && _work.TryDequeue(out var work); left--)
        {
            Interlocked.Decrement(ref _waiting);
            try
            {
                work.Run(this);
            }
            catch (Exception e)
            {
                _receiver.OnFault(this, e);
            }
        }
    }

    private void EndBatch()
    {
        try
        {
            _receiver.OnBatchEnd(this);
        }
        catch (Exception e)
        {
            _receiver.OnFault(this, e);
        }
    }

    private sealed class ForwardedDatagram(byte[] bytes, int length, UdpEndpoint from) : IUdpWork
    {
        public void Run(UdpShard shard)
        {
            shard.Deliver(bytes.AsSpan(0, length), from);
            Release();
        }

        public void Release() => BufferPool.Shared.Return(bytes);
    }
}
