using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Srs.Media.Buffers;
using Srs.Media.Frames;
using Srs.Media.Rtp.Payloads;

namespace Srs.Benchmarks.Rtp;

/// <summary>What a stream pays to cut a picture into RTP payloads, once for all its WebRTC viewers.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class H264PacketizerBenchmarks
{
    private readonly H264Packetizer _packetizer = new();
    private MediaFrame _frame = null!;

    /// <summary>Bytes of the picture: 4500 as at 1 Mb/s and 25 pictures a second, a key frame of it, one at 50 Mb/s.</summary>
    [Params(4_500, 20_000, 250_000)]
    public int Length { get; set; }

    /// <summary>A picture of one slice.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var payload = new byte[Length];
        BinaryPrimitives.WriteInt32BigEndian(payload, Length - sizeof(int));
        payload[sizeof(int)] = 0x41;
        _frame = new MediaFrame(PooledBytes.Copy(BufferPool.Shared, payload), 0) { Track = SampleFrames.Video, EncoderTime = TimeSpan.Zero };
    }

    /// <summary>Gives it back.</summary>
    [GlobalCleanup]
    public void Cleanup() => _frame.Dispose();

    /// <summary>One picture.</summary>
    [Benchmark]
    public int Packetize()
    {
        using var packets = _packetizer.Packetize(_frame, 0)!;
        return packets.Count;
    }
}
