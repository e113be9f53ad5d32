namespace Srs.Media.Net.Udp;

/// <summary>Takes what arrives at a <see cref="UdpHost"/>; called on the threads of its shards, each of which calls for itself.</summary>
public interface IUdpReceiver
{
    /// <summary>A datagram has come.</summary>
    /// <param name="shard">Where it came; answers leave through it.</param>
    /// <param name="datagram">At least one byte; lent for the call, may be changed in place.</param>
    /// <param name="from">Who sent it, as the network says; nobody has proved it.</param>
    void OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from);

    /// <summary>
    /// What was there has been handed over, posted work included: the moment to send what was gathered for it. Also when nothing was there
    /// for <see cref="UdpShard.LongestWait"/>.
    /// </summary>
    void OnBatchEnd(UdpShard shard);

    /// <summary>One of the other calls, or posted work, threw; the shard goes on. A fault of the server. Must not throw.</summary>
    void OnFault(UdpShard shard, Exception exception);
}
