using BenchmarkDotNet.Attributes;
using Srs.Media.Delivery.Flv;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Benchmarks.Egress;

/// <summary>What a stream pays to append a picture, and what each viewer adds who reads it; sending is left out.</summary>
[MemoryDiagnoser]
public class WireLogBenchmarks
{
    private static readonly TimeSpan PictureTime = TimeSpan.FromMilliseconds(40);

    private readonly MediaFrame[] _group = [.. Enumerable.Range(0, SampleFrames.GroupLength).Select(SampleFrames.Picture)];
    private WireLog _log = null!;
    private WireCursor[] _cursors = null!;
    private int _next;

    /// <summary>Viewers that read each picture.</summary>
    [Params(0, 1, 1000)]
    public int Viewers { get; set; }

    /// <summary>Makes a log with its viewers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var limits = new WireLogLimits(TimeSpan.FromSeconds(30), 2500, KeepsKeyFrame: true);
        _log = new WireLog(new FlvWireFormat(HasAudio: true, HasVideo: true), new WireMemory(), limits, StreamHeaders.Empty, TimeSpan.Zero);
        _cursors = [.. Enumerable.Range(0, Viewers).Select(_ => _log.Join(fromKeyFrame: false))];
    }

    /// <summary>One picture in, and to each viewer as the worker would take it.</summary>
    [Benchmark]
    public long AppendAndRead()
    {
        var frame = _group[_next % _group.Length];
        frame.Dts = PictureTime * _next++;
        _log.AppendFrame(frame);
        var total = 0L;
        foreach (var cursor in _cursors)
        {
            total += ReadAll(cursor);
        }

        return total;
    }

    private static long ReadAll(WireCursor cursor)
    {
        var total = 0L;
        while (true)
        {
            using var read = cursor.Read();
            if (read.Bytes.IsEmpty)
            {
                return total;
            }

            total += read.Bytes.Length;
            read.Advance(read.Bytes.Length);
        }
    }
}
