using System.Buffers;
using BenchmarkDotNet.Attributes;
using Srs.Media.Buffers;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Benchmarks.Protocols.Rtmp.Wire;

/// <summary>What a message costs as chunks, in the large ones that this server sends and in the small ones that many encoders send.</summary>
[MemoryDiagnoser]
public class RtmpChunkBenchmarks : IDisposable
{
    private static readonly RtmpMessageHeader Header = new(RtmpMessageType.Video, RtmpChunkStreamId.Video, 1, 40);

    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly byte[] _payload = new byte[4_500];
    private readonly RtmpChunkWriter _writer = new();
    private RtmpChunkReader _reader = null!;
    private ReadOnlySequence<byte> _chunks;

    /// <summary>Bytes of payload in a chunk.</summary>
    [Params(128, 4096, 60_000)]
    public int ChunkSize { get; set; }

    /// <summary>Makes a reader, and what it is to read.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _writer.ChunkSize = ChunkSize;
        _reader = new RtmpChunkReader(BufferPool.Shared);
        _reader.SetChunkSize((uint)ChunkSize);
        Write();
        _chunks = new ReadOnlySequence<byte>(_output.WrittenSpan.ToArray());
    }

    /// <summary>Gives the reader's buffers back.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _reader.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The bytes alone.</summary>
    [Benchmark(Baseline = true)]
    public int Copy()
    {
        _output.ResetWrittenCount();
        _output.Write(_payload);
        return _output.WrittenCount;
    }

    /// <summary>A message into chunks.</summary>
    [Benchmark]
    public int Write()
    {
        _output.ResetWrittenCount();
        _writer.Write(_output, Header, default, _payload);
        return _output.WrittenCount;
    }

    /// <summary>The same chunks into a message.</summary>
    [Benchmark]
    public int Read()
    {
        var chunks = _chunks;
        _reader.TryRead(ref chunks, out var message);
        using (message)
        {
            return message!.Payload.Length;
        }
    }
}
