using Srs.Media.Rtp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The pictures since the last key frame on their way to a player that joins: some at a time, and the present behind them.</summary>
/// <remarks>All of it at once, a megabyte or so, would overflow the buffers on its way. Used on the player's shard alone.</remarks>
internal sealed class RtcPast
{
    /// <summary>Packets sent at once: 75 kB, which even small socket buffers hold. With one burst for each tick that is 60 Mb/s.</summary>
    public const int MaxBurst = 64;

    /// <summary>Bursts in which most of a very long past is sent, so that it ends although the stream goes on.</summary>
    public const int Bursts = 16;

    /// <summary>Packets that wait at most; what comes then is lost.</summary>
    public const int MaxPackets = 2 * RtcPictures.MaxPackets;

    private readonly Queue<RtcPlayerItem> _items = [];

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _items.Count == 0;

    /// <summary>Packets that are sent at once now.</summary>
    public int BurstLength => Math.Max(MaxBurst, _items.Count / Bursts);

    /// <summary>Takes over packets.</summary>
    public void Add(RtcTrack track, ReadOnlySpan<RtpPacket> packets)
    {
        foreach (var packet in packets)
        {
            _items.Enqueue(new RtcPlayerItem(track, packet));
        }
    }

    /// <summary>Has a packet of the present wait behind those of the past; takes a reference of its own.</summary>
    public void Keep(in RtcPlayerItem item)
    {
        if (_items.Count < MaxPackets)
        {
            item.Packet.AddRef();
            _items.Enqueue(item);
        }
    }

    /// <summary>The next packet; the caller disposes it.</summary>
    public bool TryTake(out RtcPlayerItem item) => _items.TryDequeue(out item);

    /// <summary>Gives the packets back.</summary>
    public void Clear()
    {
        while (_items.TryDequeue(out var item))
        {
            item.Packet.Dispose();
        }
    }
}
