using BenchmarkDotNet.Attributes;
using Srs.Media.Buffers;
using Srs.Media.Codecs.H264;
using Srs.Media.Containers.Mp4;
using Srs.Media.Frames;

namespace Srs.Benchmarks.Containers.Mp4;

/// <summary>What a stream pays for a part of five pictures, once for all its viewers; copying their bytes is the least it can be.</summary>
[MemoryDiagnoser]
public class CmafFragmenterBenchmarks : IDisposable
{
    private const int PartLength = 5;

    // High profile, 1280x720.
    private static readonly byte[] Sps = Convert.FromHexString("6764001FACD9405005BB011000000300100000030320F183196000");

    private readonly MediaFrame[] _pictures = [.. Enumerable.Range(0, SampleFrames.GroupLength).Select(SampleFrames.Picture)];
    private int _next;
    private CmafFragmenter _fragmenter = null!;

    /// <summary>Describes the track.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var record = AvcDecoderConfigurationRecord.Create([Sps], [])!;
        var config = new byte[record.Length];
        record.Write(config);
        var track = SampleFrames.Video with { Config = config, Video = record.ToVideoFormat() };
        if (!CmafTrackFormat.TryCreate(track, [], 1, out var format))
        {
            throw new InvalidOperationException("The track cannot be described.");
        }

        _fragmenter = new CmafFragmenter(format);
    }

    /// <summary>Gives the frames back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _fragmenter.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The bytes alone.</summary>
    [Benchmark(Baseline = true)]
    public int Copy()
    {
        var length = 0;
        for (var i = 0; i < PartLength; i++)
        {
            length += Next().Length;
        }

        var copy = BufferPool.Shared.Rent(length);
        _next -= PartLength;
        for (var at = 0; at < length;)
        {
            var picture = Next();
            picture.Payload.Span.CopyTo(copy.AsSpan(at));
            at += picture.Length;
        }

        BufferPool.Shared.Return(copy);
        return length;
    }

    /// <summary>A part.</summary>
    [Benchmark]
    public int CutPart()
    {
        for (var i = 0; i < PartLength; i++)
        {
            _fragmenter.Add(Next());
        }

        using var fragment = _fragmenter.Cut();
        return fragment!.Length;
    }

    private MediaFrame Next() => _pictures[_next++ % SampleFrames.GroupLength];
}
