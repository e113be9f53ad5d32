using BenchmarkDotNet.Attributes;
using Srs.Media.Rtp;
using Srs.Media.Rtp.Stages;

namespace Srs.Benchmarks.Rtp;

/// <summary>What a packet costs once, when it comes, and for each viewer, before it is encrypted.</summary>
[MemoryDiagnoser]
public class RtpForwardingBenchmarks
{
    private const int Packets = 1000;

    private readonly byte[] _buffer = new byte[1500];
    private readonly byte[][] _datagrams = [.. Enumerable.Range(0, Packets).Select(SamplePackets.Write)];
    private readonly RtpClock _clock = new(TimeProvider.System);
    private RtpPacket[] _packets = [];

    /// <summary>Receives the packets that are forwarded.</summary>
    [GlobalSetup]
    public void Setup()
    {
        using var track = new RtpReceiveTrack(SamplePackets.Options, new PublisherClock());
        _packets = [.. _datagrams.Select(datagram => Receive(track, datagram)!)];
    }

    /// <summary>Reading, ordering, statistics and history, with a copy of the bytes.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public long ReceiveTrack()
    {
        using var track = new RtpReceiveTrack(SamplePackets.Options, new PublisherClock());
        foreach (var datagram in _datagrams)
        {
            Receive(track, datagram)?.Dispose();
        }

        return track.Statistics.Received;
    }

    /// <summary>The bytes alone.</summary>
    [Benchmark(OperationsPerInvoke = Packets, Baseline = true)]
    public int Copy()
    {
        foreach (var packet in _packets)
        {
            packet.Payload.Span.CopyTo(_buffer);
        }

        return _buffer[0];
    }

    /// <summary>One viewer.</summary>
    [Benchmark(OperationsPerInvoke = Packets)]
    public int Rewrite()
    {
        var viewer = new RtpSendTrack(
            new RtpRewriterOptions
            {
                Ssrc = 2,
                PayloadType = 100,
                FirstSequence = 5,
                FirstTimestamp = 6,
                RetransmissionSsrc = 3,
                Extensions = SamplePackets.Options.Extensions,
                Mid = "0"u8.ToArray(),
            },
            "cname"u8.ToArray());
        var length = 0;
        foreach (var packet in _packets)
        {
            length += viewer.Write(packet, default, _buffer);
        }

        return length;
    }

    private RtpPacket? Receive(RtpReceiveTrack track, byte[] datagram) =>
        RtpPacketReader.TryRead(datagram, out var header) ? track.Receive(datagram, header, _clock.Now) : null;
}
