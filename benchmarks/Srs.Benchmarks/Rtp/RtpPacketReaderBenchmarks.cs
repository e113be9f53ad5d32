using BenchmarkDotNet.Attributes;
using Srs.Media.Rtp;

namespace Srs.Benchmarks.Rtp;

/// <summary>What it takes to read the header of a packet with the extensions that browsers send.</summary>
[MemoryDiagnoser]
public class RtpPacketReaderBenchmarks
{
    private readonly byte[] _packet = SamplePackets.Write(1);

    /// <summary>The header alone.</summary>
    [Benchmark(Baseline = true)]
    public int Header() => RtpPacketReader.TryRead(_packet, out var header) ? header.PayloadLength : 0;

    /// <summary>The header, and the transport-wide sequence number.</summary>
    [Benchmark]
    public int HeaderAndExtension() =>
        RtpPacketReader.TryRead(_packet, out var header) && RtpExtensionReader.TryFind(_packet, header, SamplePackets.TransportSequenceId, out var data)
            ? data[1]
            : 0;
}
