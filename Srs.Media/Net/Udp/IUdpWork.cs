namespace Srs.Media.Net.Udp;

/// <summary>Something to be done on a shard's thread, to which its peers belong.</summary>
public interface IUdpWork
{
    /// <summary>Does it; returns soon.</summary>
    /// <param name="shard">The shard on whose thread it runs.</param>
    void Run(UdpShard shard);
}
