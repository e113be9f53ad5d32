using System.Net;
using System.Net.Sockets;
using BenchmarkDotNet.Attributes;
using Srs.Media.Net.Udp;

namespace Srs.Benchmarks.Net.Udp;

/// <summary>What a datagram of 1200 bytes costs to send, in the three ways, by the system's calls and by the framework's.</summary>
/// <remarks>
/// To peers on loopback who do not read, so that a datagram ends at a full socket: what the network does up to there is in it, which a real
/// card would not do on this thread.
/// </remarks>
[MemoryDiagnoser]
public class UdpSendBenchmarks : IUdpReceiver
{
    private const int Peers = 96;
    private const int DatagramBytes = 1200;

    /// <summary>Datagrams of a picture of about 100 kbit: 2.5 Mbit/s at 25 a second.</summary>
    private const int SegmentsPerPeer = 10;

    private readonly byte[] _arena = GC.AllocateArray<byte>(Peers * DatagramBytes, pinned: true);
    private readonly Socket[] _peers = new Socket[Peers];
    private readonly UdpEndpoint[] _endpoints = new UdpEndpoint[Peers];
    private readonly UdpDatagram[] _singles = new UdpDatagram[Peers];
    private readonly UdpDatagram[] _ranges = new UdpDatagram[Peers];
    private UdpHost _host = null!;

    /// <summary>Whether the framework's sockets are used.</summary>
    [Params(false, true)]
    public bool IsPortable { get; set; }

    /// <summary>Opens the port and its peers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _host = UdpHost.Start(new UdpHostOptions { IsPortable = IsPortable }, this);
        for (var i = 0; i < Peers; i++)
        {
            _peers[i] = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            _peers[i].Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _endpoints[i] = UdpEndpoint.From((IPEndPoint)_peers[i].LocalEndPoint!, IPAddress.Loopback);
            _singles[i] = new UdpDatagram(_endpoints[i], i * DatagramBytes, DatagramBytes);
            _ranges[i] = new UdpDatagram(_endpoints[i], 0, SegmentsPerPeer * DatagramBytes, DatagramBytes);
        }
    }

    /// <summary>Closes them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _host.Dispose();
        Array.ForEach(_peers, static peer => peer.Dispose());
    }

    /// <summary>One to each peer, each by a call of its own.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Peers)]
    public void Send()
    {
        foreach (ref readonly var datagram in _singles.AsSpan())
        {
            _host.Shards[0].Send(datagram.To, _arena.AsSpan(datagram.Start, DatagramBytes));
        }
    }

    /// <summary>One to each peer, many a call.</summary>
    [Benchmark(OperationsPerInvoke = Peers)]
    public int SendBatch() => _host.Shards[0].SendBatch(_singles, _arena);

    /// <summary>Ten to each peer, which the kernel cuts.</summary>
    [Benchmark(OperationsPerInvoke = Peers * SegmentsPerPeer)]
    public void SendSegments()
    {
        foreach (ref readonly var endpoint in _endpoints.AsSpan())
        {
            _host.Shards[0].SendSegments(endpoint, _arena.AsSpan(0, SegmentsPerPeer * DatagramBytes), DatagramBytes);
        }
    }

    /// <summary>Ten to each peer, many peers a call.</summary>
    [Benchmark(OperationsPerInvoke = Peers * SegmentsPerPeer)]
    public int SendBatchOfSegments() => _host.Shards[0].SendBatch(_ranges, _arena);

    /// <inheritdoc/>
    public void OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from)
    {
    }

    /// <inheritdoc/>
    public void OnBatchEnd(UdpShard shard)
    {
    }

    /// <inheritdoc/>
    public void OnFault(UdpShard shard, Exception exception) => throw exception;
}
