using Srs.Media.Net.Udp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Something to be done once on a shard's thread, such as ending a session.</summary>
internal sealed class RtcWork(Action work) : IUdpWork
{
    /// <inheritdoc/>
    public void Run(UdpShard shard) => work();
}
