using System.Buffers;
using BenchmarkDotNet.Attributes;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;

namespace Srs.Benchmarks.Protocols.Rtmp;

/// <summary>What a stream pays to turn a frame into RTMP chunks.</summary>
[MemoryDiagnoser]
public class RtmpWireFormatBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly RtmpWireFormat _format = new(60_000, RtmpWireFormat.SharedStreamId);
    private MediaFrame _frame = null!;

    /// <summary>Makes a frame.</summary>
    [GlobalSetup]
    public void Setup() => _frame = SampleFrames.Picture(1);

    /// <summary>One frame.</summary>
    [Benchmark]
    public int WriteFrame()
    {
        _output.ResetWrittenCount();
        _format.WriteFrame(_frame, 40, _output);
        return _output.WrittenCount;
    }
}
