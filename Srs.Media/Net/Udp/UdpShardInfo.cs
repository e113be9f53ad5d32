namespace Srs.Media.Net.Udp;

/// <summary>What a shard has done since it began.</summary>
/// <param name="ReceivedDatagrams">Datagrams handed over, forwarded ones included.</param>
/// <param name="ReceivedBytes">Their bytes.</param>
/// <param name="SentDatagrams">Datagrams that the kernel took.</param>
/// <param name="SentBytes">Their bytes.</param>
/// <param name="DroppedReceives">Datagrams that the kernel dropped because the shard was too slow; 0 where it does not tell.</param>
/// <param name="DroppedSends">Datagrams that were not sent because the way out was full.</param>
/// <param name="FailedSends">Datagrams that the kernel refused, such as to an address without a route.</param>
/// <param name="DroppedWork">Forwarded datagrams and offered work refused because too much of it waited.</param>
/// <param name="ReceiveBufferBytes">What the kernel allows to wait, as it counts: with its own overhead.</param>
/// <param name="SendBufferBytes">What it allows on the way out, likewise.</param>
public sealed record UdpShardInfo(
    long ReceivedDatagrams,
    long ReceivedBytes,
    long SentDatagrams,
    long SentBytes,
    long DroppedReceives,
    long DroppedSends,
    long FailedSends,
    long DroppedWork,
    int ReceiveBufferBytes,
    int SendBufferBytes);
