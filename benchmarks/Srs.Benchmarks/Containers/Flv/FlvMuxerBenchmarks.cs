using System.Buffers;
using BenchmarkDotNet.Attributes;
using Srs.Media.Containers.Flv;
using Srs.Media.Frames;

namespace Srs.Benchmarks.Containers.Flv;

/// <summary>What a stream pays to turn a picture into an FLV tag, and a publisher to read one; copying its bytes is the least it can be.</summary>
[MemoryDiagnoser]
public class FlvMuxerBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly MediaFrame _frame = SampleFrames.Picture(1);
    private readonly FlvDemuxer _demuxer = new();
    private ReadOnlySequence<byte> _tag;

    /// <summary>Makes what is to be read: the size of the tag before, and a tag.</summary>
    [GlobalSetup]
    public void Setup()
    {
        FlvMuxer.WriteFileHeader(hasAudio: false, hasVideo: true, _output);
        FlvMuxer.WriteFrame(_frame, 40, _output);
        FlvMuxer.WriteFrame(_frame, 80, _output);
        var first = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
        _demuxer.TryRead(ref first, out _, out _);
        _tag = first;
    }

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
        FlvMuxer.WriteFrame(_frame, 40, _output);
        return _output.WrittenCount;
    }

    /// <summary>One tag, in place.</summary>
    [Benchmark]
    public long ReadTag()
    {
        var tag = _tag;
        _demuxer.TryRead(ref tag, out _, out var body);
        return body.Length;
    }
}
