using System.Net;
using BenchmarkDotNet.Attributes;
using Srs.Media.Net.Udp;

namespace Srs.Benchmarks.Net.Udp;

/// <summary>What a datagram of 1200 bytes costs from one shard to another over loopback, both sides together; subtract what sending costs.</summary>
/// <remarks>At most <see cref="MaxInFlight"/> are on their way, so none is dropped.</remarks>
[MemoryDiagnoser]
public class UdpReceiveBenchmarks : IUdpReceiver
{
    private const int DatagramBytes = 1200;
    private const int Datagrams = 10_000;
    private const int MaxInFlight = 100;

    private readonly byte[] _arena = GC.AllocateArray<byte>(10 * DatagramBytes, pinned: true);
    private UdpHost _host = null!;
    private UdpHost _sender = null!;
    private long _received;

    /// <summary>Whether the framework's sockets receive; the system's calls always send.</summary>
    [Params(false, true)]
    public bool IsPortable { get; set; }

    /// <summary>Datagrams of a call to send.</summary>
    [Params(1, 10)]
    public int Burst { get; set; }

    /// <summary>Opens both ports.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _host = UdpHost.Start(new UdpHostOptions { IsPortable = IsPortable }, this);
        _sender = UdpHost.Start(new UdpHostOptions { Address = IPAddress.Loopback }, this);
    }

    /// <summary>Closes them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _host.Dispose();
        _sender.Dispose();
    }

    /// <summary>Sends, and waits until all have come.</summary>
    [Benchmark(OperationsPerInvoke = Datagrams)]
    public void SendAndReceive()
    {
        var to = UdpEndpoint.From(new IPEndPoint(IPAddress.Loopback, _host.Local.Port));
        var start = Volatile.Read(ref _received);
        var sent = 0;
        var wait = default(SpinWait);
        while (Volatile.Read(ref _received) - start is var came && came < Datagrams)
        {
            if (sent < Datagrams && sent - came < MaxInFlight)
            {
                sent += _sender.Shards[0].SendSegments(to, _arena.AsSpan(0, Burst * DatagramBytes), DatagramBytes);
                wait.Reset();
            }
            else
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    /// <inheritdoc/>
    public void OnDatagram(UdpShard shard, Span<byte> datagram, in UdpEndpoint from) => Volatile.Write(ref _received, _received + 1);

    /// <inheritdoc/>
    public void OnBatchEnd(UdpShard shard)
    {
    }

    /// <inheritdoc/>
    public void OnFault(UdpShard shard, Exception exception) => throw exception;
}
