using System.Collections.Concurrent;
using Srs.Media.Net.Udp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The players of a stream on one shard, and the packets on their way to them.</summary>
internal sealed class RtcPlayerGroup(RtcServer server, RtcShard shard) : IUdpWork
{
    /// <summary>Packets that wait at most, a second of 20 Mb/s; what comes after is lost to these players.</summary>
    private const int MaxWaiting = 2048;

    /// <summary>
    /// Packets that go to one player before it is the next one's turn: the more, the fewer calls to the kernel; the fewer, the sooner comes
    /// the last player's turn.
    /// </summary>
    private const int MaxBatch = 64;

    private readonly ConcurrentQueue<RtcPlayerItem> _waiting = new();
    private readonly RtcPlayerItem[] _batch = new RtcPlayerItem[MaxBatch];
    private readonly List<RtcPlayer> _players = [];
    private int _waitingCount;
    private int _playerCount;
    private int _isPosted;

    /// <summary>The shard.</summary>
    public RtcShard Shard { get; } = shard;

    /// <summary>Packets that were lost because the shard did not keep up.</summary>
    public long Dropped { get; private set; }

    /// <summary>Offers a packet; takes a reference of its own. On the source's thread.</summary>
    /// <param name="item">The packet, borrowed.</param>
    /// <param name="isLast">False when it waits for the rest of its picture, or for <see cref="Flush"/>.</param>
    public void Offer(in RtcPlayerItem item, bool isLast)
    {
        if (Volatile.Read(ref _playerCount) == 0)
        {
            // What waits since there was a player is given back.
        }
        else if (Interlocked.Increment(ref _waitingCount) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waitingCount);
            Dropped++;
        }
        else
        {
            item.Packet.AddRef();
            _waiting.Enqueue(item);
        }

        if (isLast)
        {
            Flush();
        }
    }

    /// <summary>Has everything sent that waits. From any thread.</summary>
    public void Flush()
    {
        if (!_waiting.IsEmpty && Interlocked.Exchange(ref _isPosted, 1) == 0)
        {
            Shard.Udp.Post(this);
        }
    }

    /// <summary>Adds a player; on the shard's thread.</summary>
    public void Add(RtcPlayer player)
    {
        _players.Add(player);
        Volatile.Write(ref _playerCount, _players.Count);
    }

    /// <summary>Removes a player; on the shard's thread.</summary>
    public void Remove(RtcPlayer player)
    {
        _players.Remove(player);
        Volatile.Write(ref _playerCount, _players.Count);
    }

    /// <inheritdoc/>
    public void Run(UdpShard udp)
    {
        Volatile.Write(ref _isPosted, 0);
        for (var left = Volatile.Read(ref _waitingCount); left > 0; left -= MaxBatch)
        {
            SendBatch(Math.Min(left, MaxBatch));
        }
    }

    /// <summary>Sends packets, to one player after the other, so that each one's leave in one call.</summary>
    private void SendBatch(int most)
    {
        var count = 0;
        while (count < most && _waiting.TryDequeue(out _batch[count]))
        {
            count++;
        }

        Interlocked.Add(ref _waitingCount, -count);
        var batch = _batch.AsSpan(0, count);
        try
        {
            var sendTime = server.RtpClock.ToNtp(server.RtpClock.Now).AbsoluteSendTime;
            foreach (var player in _players)
            {
                try
                {
                    player.Send(batch, sendTime);
                }
                catch (Exception e)
                {
                    player.OnFault(e);
                }
            }
        }
        finally
        {
            foreach (ref readonly var item in batch)
            {
                item.Packet.Dispose();
            }

            batch.Clear();
        }
    }
}
