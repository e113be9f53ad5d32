using System.Collections.Concurrent;
using Srs.Media.Net.Udp;
using Srs.Media.Rtp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The players of a stream on one shard, and the packets on their way to them.</summary>
internal sealed class RtcPlayerGroup(RtcServer server, RtcShard shard) : IUdpWork
{
    /// <summary>Packets that wait at most, a second of 20 Mb/s; what comes after is lost to these players.</summary>
    private const int MaxWaiting = 2048;

    private readonly ConcurrentQueue<(RtcTrack Track, RtpPacket Packet)> _waiting = new();
    private readonly List<RtcPlayer> _players = [];
    private int _waitingCount;
    private int _playerCount;
    private int _isPosted;

    /// <summary>The shard.</summary>
    public RtcShard Shard { get; } = shard;

    /// <summary>Packets that were lost because the shard did not keep up.</summary>
    public long Dropped { get; private set; }

    /// <summary>Offers a packet; takes a reference of its own. On the source's thread.</summary>
    public void Offer(RtcTrack track, RtpPacket packet)
    {
        if (Volatile.Read(ref _playerCount) == 0)
        {
            return;
        }

        if (Interlocked.Increment(ref _waitingCount) > MaxWaiting)
        {
            Interlocked.Decrement(ref _waitingCount);
            Dropped++;
            return;
        }

        packet.AddRef();
        _waiting.Enqueue((track, packet));
        if (Interlocked.Exchange(ref _isPosted, 1) == 0)
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
        var now = server.RtpClock.Now;
        for (var left = Volatile.Read(ref _waitingCount); left > 0 && _waiting.TryDequeue(out var item); left--)
        {
            Interlocked.Decrement(ref _waitingCount);
            using (item.Packet)
            {
                foreach (var player in _players)
                {
                    player.Send(item.Track, item.Packet, now);
                }
            }
        }

        if (!_waiting.IsEmpty && Interlocked.Exchange(ref _isPosted, 1) == 0)
        {
            udp.Post(this);
        }
    }
}
