using BenchmarkDotNet.Attributes;
using Srs.Media.Streams;

namespace Srs.Benchmarks.Streams;

/// <summary>What a stream pays to place a frame on its timeline.</summary>
[MemoryDiagnoser]
public class TimelineBenchmarks
{
    private readonly Timeline _timeline = new(TimeProvider.System);
    private TimeSpan _time;

    /// <summary>One frame.</summary>
    [Benchmark]
    public TimeSpan Place()
    {
        _time += TimeSpan.FromMilliseconds(1);
        return _timeline.Place(SampleFrames.Video, _time);
    }
}
