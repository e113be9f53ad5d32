using System.Buffers;
using BenchmarkDotNet.Attributes;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;

namespace Srs.Benchmarks.Protocols.Rtmp;

/// <summary>What a stream pays to turn a picture into RTMP chunks; copying its bytes is the least it can be.</summary>
[MemoryDiagnoser]
public class RtmpWireFormatBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly RtmpWireFormat _format = new(60_000, RtmpWireFormat.SharedStreamId);
    private readonly MediaFrame _frame = SampleFrames.Picture(1);

    /// <summary>The bytes alone.</summary>
    [Benchmark(Baseline = true)]
    public int Copy()
    {
        _output.ResetWrittenCount();
        _output.Write(_frame.Payload.Span);
        return _output.WrittenCount;
    }

    /// <summary>One picture.</summary>
    [Benchmark]
    public int WriteFrame()
    {
        _output.ResetWrittenCount();
        _format.WriteFrame(_frame, 40, _output);
        return _output.WrittenCount;
    }
}
