using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Srs.Media.Net.Udp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Net.Udp;

/// <summary>A receiver that keeps what comes, and does what a test asks for.</summary>
internal sealed class UdpProbe : IUdpReceiver
{
    private int _batches;

    /// <summary>What came, in the order of each shard.</summary>
    public ConcurrentQueue<(UdpShard Shard, byte[] Bytes, UdpEndpoint From)> Received { get; } = new();

    /// <summary>What was thrown.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    /// <summary>Called with each datagram once it is kept.</summary>
    public Action<UdpShard, byte[], UdpEndpoint>? OnReceived { get; init; }

    /// <summary>Whether datagrams are kept.</summary>
    public bool Keeps { get; init; } = true;

    public int Batches => Volatile.Read(ref _batches);

    /// <summary>One that sends everything back.</summary>
    public static UdpProbe Echo() => new() { OnReceived = static (shard, bytes, from) => shard.Send(from, bytes) };

    public void OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from)
    {
        if (!Keeps)
        {
            return;
        }

        var bytes = datagram.ToArray();
        Received.Enqueue((shard, bytes, from));
        OnReceived?.Invoke(shard, bytes, from);
    }

    public void OnBatchEnd(UdpShard shard) => Interlocked.Increment(ref _batches);

    public void OnFault(UdpShard shard, Exception exception) => Faults.Enqueue(exception);

    /// <summary>Waits until so many have come.</summary>
    public Task WaitForAsync(int count) => Wait.UntilAsync(() => Received.Count >= count, $"{count} datagrams, {Received.Count} came");

    /// <summary>A client's socket.</summary>
    public static Socket Client(string address = "127.0.0.1")
    {
        var local = IPAddress.Parse(address);
        var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = (int)Wait.Limit.TotalMilliseconds };
        socket.Bind(new IPEndPoint(local, 0));
        return socket;
    }

    /// <summary>The host's port at an address.</summary>
    public static IPEndPoint At(UdpHost host, string address = "127.0.0.1") => new(IPAddress.Parse(address), host.Local.Port);

    /// <summary>Waits for a datagram.</summary>
    public static (byte[] Bytes, IPEndPoint From) Receive(Socket socket)
    {
        var buffer = new byte[65_536];
        EndPoint from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        var length = socket.ReceiveFrom(buffer, ref from);
        return (buffer[..length], (IPEndPoint)from);
    }
}
