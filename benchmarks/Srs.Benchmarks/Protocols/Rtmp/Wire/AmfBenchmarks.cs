using System.Buffers;
using BenchmarkDotNet.Attributes;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Benchmarks.Protocols.Rtmp.Wire;

/// <summary>What the commands and the metadata of a session cost; there are a handful in a session's life, none of them per frame.</summary>
[MemoryDiagnoser]
public class AmfBenchmarks
{
    private static readonly RtmpCommand Connect = RtmpCommand.Create(
        "connect",
        1,
        AmfValue.Object(
            ("app", "live"),
            ("type", "nonprivate"),
            ("flashVer", "FMLE/3.0 (compatible; FMSc/1.0)"),
            ("swfUrl", "rtmp://127.0.0.1/live"),
            ("tcUrl", "rtmp://127.0.0.1/live")));

    private static readonly RtmpDataMessage Metadata = RtmpDataMessage.Create(
        "onMetaData",
        AmfValue.EcmaArray(
            ("duration", 0),
            ("width", 1280),
            ("height", 720),
            ("videodatarate", 900),
            ("framerate", 25),
            ("videocodecid", 7),
            ("audiodatarate", 96),
            ("audiosamplerate", 44100),
            ("stereo", true),
            ("audiocodecid", 10),
            ("encoder", "Lavf59.27.100")));

    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private byte[] _connect = null!;
    private byte[] _metadata = null!;

    /// <summary>Makes what is to be read.</summary>
    [GlobalSetup]
    public void Setup()
    {
        WriteConnect();
        _connect = _output.WrittenSpan.ToArray();
        _output.ResetWrittenCount();
        Metadata.Write(_output);
        _metadata = _output.WrittenSpan.ToArray();
    }

    /// <summary>An encoder's connect command.</summary>
    [Benchmark]
    public int WriteConnect()
    {
        _output.ResetWrittenCount();
        Connect.Write(_output);
        return _output.WrittenCount;
    }

    /// <summary>The same, read.</summary>
    [Benchmark]
    public object ReadConnect() => RtmpCommand.Read(RtmpMessageType.CommandAmf0, _connect);

    /// <summary>An encoder's metadata, read.</summary>
    [Benchmark]
    public object ReadMetadata() => RtmpDataMessage.Read(RtmpMessageType.DataAmf0, _metadata);
}
