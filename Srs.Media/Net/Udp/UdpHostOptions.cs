using System.Net;

namespace Srs.Media.Net.Udp;

/// <summary>Where and how a <see cref="UdpHost"/> listens.</summary>
public sealed record UdpHostOptions
{
    /// <summary>Most shards; more sockets than cores bring nothing.</summary>
    public const int MaxShards = 64;

    /// <summary>Address to listen on. Default null: all addresses of IPv6 and IPv4, or of IPv4 where the machine has no IPv6.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>Port, 0 to 65535; 0 takes a free one. Default 0.</summary>
    public int Port { get; init; }

    /// <summary>Sockets of the same port, each with a thread: 1 to 64, 0 for one per core. One where the system cannot share a port. Default 1.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Bytes that wait in the kernel for each shard, as far as the system allows (Linux: <c>net.core.rmem_max</c>). Default 8 MB.</summary>
    public int ReceiveBufferBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Bytes on their way out of each shard, as far as the system allows (Linux: <c>net.core.wmem_max</c>). Default 4 MB.</summary>
    public int SendBufferBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Whether the framework's sockets are used although the system offers more. Default false; for tests and for comparison.</summary>
    public bool IsPortable { get; init; }
}
