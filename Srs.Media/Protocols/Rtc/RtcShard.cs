using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Media.Protocols.Rtc;

/// <summary>What the sessions of one shard have in common: the thread, and the arena in which their datagrams wait for the next call to the kernel.</summary>
/// <remarks>Used on the shard's thread alone.</remarks>
internal sealed class RtcShard(UdpShard udp)
{
    /// <summary>Room that every datagram of ours fits into.</summary>
    public const int MaxDatagramBytes = 2048;

    /// <summary>Time between looks at what is due.</summary>
    public static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>How long packets of a picture wait for its rest, so that each player's can leave in one call.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes that wait at most before they are sent.</summary>
    private const int ArenaBytes = 256 * 1024;

    /// <summary>Ranges that wait at most.</summary>
    private const int MaxRanges = 512;

    /// <summary>Datagrams that are sent to one peer in one go; older kernels take 64, and bursts should stay short.</summary>
    private const int MaxSegments = 32;

    private readonly byte[] _arena = GC.AllocateUninitializedArray<byte>(ArenaBytes, pinned: true);
    private readonly UdpDatagram[] _ranges = new UdpDatagram[MaxRanges];
    private readonly List<RtcConnection> _connections = [];
    private readonly List<(RtcStream Stream, TimeSpan Due)> _held = [];
    private int _used;
    private int _count;
    private int _lastSegments;
    private TimeSpan _nextTick;

    /// <summary>The socket and its thread.</summary>
    public UdpShard Udp { get; } = udp;

    /// <summary>Sessions whose peers talk to this shard.</summary>
    public IReadOnlyList<RtcConnection> Connections => _connections;

    public void Add(RtcConnection connection) => _connections.Add(connection);

    public void Remove(RtcConnection connection) => _connections.Remove(connection);

    /// <summary>Has a stream's packets sent soon, should the rest of their picture not come.</summary>
    /// <returns>When.</returns>
    public TimeSpan Hold(RtcStream stream, TimeSpan now)
    {
        _held.Add((stream, now + LongestHold));
        return now + LongestHold;
    }

    /// <summary>Does what is due, then hands over all that waits, and says when it wants to be called again.</summary>
    /// <param name="now">On the clock of <see cref="Rtp.RtpClock"/>.</param>
    public void EndBatch(TimeSpan now)
    {
        if (_connections.Count > 0 && now >= _nextTick)
        {
            _nextTick = now + TickInterval;
            Tick(now);
        }

        for (var i = _held.Count - 1; i >= 0; i--)
        {
            if (now >= _held[i].Due)
            {
                _held[i].Stream.Flush();
                _held.RemoveAt(i);
            }
        }

        Flush();
        Udp.LongestWait = _held.Count > 0 ? (int)LongestHold.TotalMilliseconds : _connections.Count > 0 ? (int)TickInterval.TotalMilliseconds : -1;
    }

    /// <summary>Room to write the next datagram into; taken by <see cref="Send"/>, or not.</summary>
    /// <returns><see cref="MaxDatagramBytes"/> bytes.</returns>
    public Span<byte> Reserve()
    {
        if (_arena.Length - _used < MaxDatagramBytes || _count == MaxRanges)
        {
            Flush();
        }

        return _arena.AsSpan(_used, MaxDatagramBytes);
    }

    /// <summary>Sends what was written to the room that <see cref="Reserve"/> gave, at the latest with the next <see cref="Flush"/>.</summary>
    public void Send(in IcePath path, int length, RtcTcpPaths tcp)
    {
        if (path.IsTcp)
        {
            tcp.Send(path, _arena.AsSpan(_used, length));
            return;
        }

        if (!TryAppend(path.Endpoint, length))
        {
            _ranges[_count++] = new UdpDatagram(path.Endpoint, _used, length);
            _lastSegments = 1;
        }

        _used += length;
    }

    /// <summary>Hands over all that waits.</summary>
    public void Flush()
    {
        if (_count > 0)
        {
            Udp.SendBatch(_ranges.AsSpan(0, _count), _arena.AsSpan(0, _used));
            (_count, _used) = (0, 0);
        }
    }

    private void Tick(TimeSpan now)
    {
        for (var i = _connections.Count - 1; i >= 0 && i < _connections.Count; i--)
        {
            var connection = _connections[i];
            if (now < connection.NextTick)
            {
                continue;
            }

            try
            {
                connection.OnTick(now);
            }
            catch (Exception e)
            {
                connection.OnFault(e);
            }
        }
    }

    /// <summary>Makes the datagram a segment of the last range: all of a range are of one length, and only the last may be shorter.</summary>
    private bool TryAppend(in UdpEndpoint to, int length)
    {
        if (_count == 0 || _lastSegments >= MaxSegments)
        {
            return false;
        }

        ref var last = ref _ranges[_count - 1];
        var size = last.SegmentSize == 0 ? last.Length : last.SegmentSize;
        if (last.To != to || length > size || last.Length != size * _lastSegments || last.Length + length > ushort.MaxValue - 64)
        {
            return false;
        }

        last = last with { Length = last.Length + length, SegmentSize = size };
        _lastSegments++;
        return true;
    }
}
