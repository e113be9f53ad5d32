using System.Buffers;
using System.Buffers.Binary;
using BenchmarkDotNet.Attributes;
using Srs.Media.Buffers;
using Srs.Media.Containers.MpegTs;
using Srs.Media.Frames;

namespace Srs.Benchmarks.Containers.MpegTs;

/// <summary>What a stream pays to turn a picture into transport packets; copying its bytes is the least it can be.</summary>
[MemoryDiagnoser]
public class TsMuxerBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(128 * 1024);
    private readonly TsMuxer _muxer = new();
    private MediaFrame _frame = null!;
    private long _milliseconds;

    /// <summary>Bytes of the picture: one of 1 Mb/s, and a key frame of 8 Mb/s.</summary>
    [Params(4_500, 100_000)]
    public int Bytes { get; set; }

    /// <summary>Makes the picture.</summary>
    [GlobalSetup]
    public void Setup() => _frame = MakeFrame(Bytes);

    /// <summary>The bytes alone.</summary>
    [Benchmark(Baseline = true)]
    public int Copy()
    {
        _output.ResetWrittenCount();
        _output.Write(_frame.Payload.Span);
        return _output.WrittenCount;
    }

    /// <summary>One picture, at 25 a second.</summary>
    [Benchmark]
    public int WriteFrame()
    {
        _output.ResetWrittenCount();
        _muxer.WriteFrame(_frame, TimeSpan.FromMilliseconds(_milliseconds += 40), _output);
        return _output.WrittenCount;
    }

    private static MediaFrame MakeFrame(int bytes)
    {
        var track = new TrackInfo { Kind = MediaKind.Video, Codec = MediaCodec.H264, Config = new byte[] { 1, 66, 0, 30, 0xFF, 0xE0, 0 } };
        var payload = new byte[bytes];
        BinaryPrimitives.WriteInt32BigEndian(payload, bytes - 4);
        payload[4] = 0x41;
        payload.AsSpan(5).Fill(0x55);
        return new MediaFrame(PooledBytes.Copy(BufferPool.Shared, payload), 0) { Track = track, EncoderTime = default };
    }
}
