using BenchmarkDotNet.Attributes;
using Srs.Media.Delivery.Flv;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Benchmarks.Egress;

/// <summary>What a stream pays to append a frame, and a viewer to read it.</summary>
[MemoryDiagnoser]
public class WireLogBenchmarks
{
    private readonly byte[] _target = new byte[64 * 1024];
    private MediaFrame _frame = null!;
    private WireLog _log = null!;
    private WireCursor _cursor = null!;

    /// <summary>Makes a log with one viewer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _frame = SampleFrames.Picture(1);
        var limits = new WireLogLimits(TimeSpan.FromSeconds(30), 2500, KeepsKeyFrame: true);
        _log = new WireLog(new FlvWireFormat(HasAudio: true, HasVideo: true), new WireMemory(), limits, StreamHeaders.Empty, TimeSpan.Zero);
        _cursor = _log.Join(fromKeyFrame: false);
    }

    /// <summary>One frame in, one frame out.</summary>
    [Benchmark]
    public int AppendAndRead()
    {
        _log.AppendFrame(_frame);
        var total = 0;
        while (true)
        {
            using var read = _cursor.Read();
            if (read.Bytes.IsEmpty)
            {
                return total;
            }

            read.Bytes.CopyTo(_target);
            read.Advance(read.Bytes.Length);
            total += read.Bytes.Length;
        }
    }
}
