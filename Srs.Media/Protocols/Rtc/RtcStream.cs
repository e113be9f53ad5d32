using System.Collections.Immutable;
using Srs.Media.Frames;
using Srs.Media.Rtp;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtc;

/// <summary>The packet plane of a stream: the tracks of whoever sends, and the players on each shard.</summary>
/// <remarks>
/// One source at a time: a WebRTC publisher, or the bridge from frames. Packets go to the players' shards as they are; each player writes
/// headers of its own. Thread-safe.
/// </remarks>
internal sealed class RtcStream(StreamKey key, RtcServer server)
{
    private readonly Lock _gate = new();
    private RtcPlayerGroup[] _groups = [];
    private object? _source;
    private ImmutableArray<RtcTrack> _tracks = [];

    /// <summary>Identity of the stream.</summary>
    public StreamKey Key { get; } = key;

    /// <summary>The tracks of the source; empty without one.</summary>
    public ImmutableArray<RtcTrack> Tracks
    {
        get
        {
            lock (_gate)
            {
                return _tracks;
            }
        }
    }

    /// <summary>Makes somebody the source, in the place of another.</summary>
    public void Begin(object source, ImmutableArray<RtcTrack> tracks)
    {
        lock (_gate)
        {
            (_source, _tracks) = (source, tracks);
        }
    }

    /// <summary>Ends a source; nothing happens when another one has taken its place.</summary>
    public void End(object source)
    {
        lock (_gate)
        {
            if (_source == source)
            {
                (_source, _tracks) = (null, []);
            }
        }
    }

    /// <summary>Whether somebody is the source.</summary>
    public bool IsSource(object source) => Volatile.Read(ref _source) == source;

    /// <summary>Whether nobody else is the source.</summary>
    public bool IsFreeFor(object source) => Volatile.Read(ref _source) is not { } present || present == source;

    /// <summary>Sends a packet to all players. The packet stays the caller's.</summary>
    /// <param name="track">Its track.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="isLast">False when more of the same picture follows: players get them together, or at the next <see cref="Flush"/>.</param>
    public void Send(RtcTrack track, RtpPacket packet, bool isLast = true)
    {
        foreach (var group in Volatile.Read(ref _groups))
        {
            group.Offer(new RtcPlayerItem(track, packet), isLast);
        }
    }

    /// <summary>Sends what waits for the rest of its picture.</summary>
    public void Flush()
    {
        foreach (var group in Volatile.Read(ref _groups))
        {
            group.Flush();
        }
    }

    /// <summary>Adds a player; on its shard's thread.</summary>
    public void Join(RtcPlayer player, RtcShard shard)
    {
        // First the player, so that what is not yet among the pictures reaches it by its group; what is in both it gets once.
        GroupOf(shard).Add(player);
        foreach (var track in Tracks)
        {
            if (track.Pictures is { } pictures)
            {
                player.CatchUp(track, pictures.Share());
            }
            else
            {
                track.RequestKeyFrame?.Invoke();
            }
        }
    }

    /// <summary>Removes a player; on its shard's thread.</summary>
    public void Leave(RtcPlayer player, RtcShard shard) => GroupOf(shard).Remove(player);

    /// <summary>Wishes for a key frame of one track.</summary>
    public void RequestKeyFrame(MediaKind kind, int id)
    {
        foreach (var track in Tracks)
        {
            if (track.Kind == kind && track.Id == id)
            {
                track.RequestKeyFrame?.Invoke();
            }
        }
    }

    private RtcPlayerGroup GroupOf(RtcShard shard)
    {
        lock (_gate)
        {
            var group = Array.Find(_groups, group => group.Shard == shard);
            if (group is null)
            {
                group = new RtcPlayerGroup(server, shard);
                Volatile.Write(ref _groups, [.. _groups, group]);
            }

            return group;
        }
    }
}
