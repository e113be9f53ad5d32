using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Srs.Media.Protocols.Rtc.Srtp;

namespace Srs.Benchmarks.Protocols.Rtc.Srtp;

/// <summary>What a packet costs to each viewer, and to a publisher: encryption and authentication, with the replay window.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class SrtpBenchmarks
{
    private const int HeaderBytes = 20;

    /// <summary>So many before the first is unprotected once more, by a receiver that has forgotten it.</summary>
    private const int Packets = 4096;

    private readonly byte[] _buffer = new byte[1500];
    private readonly byte[][] _protected = new byte[Packets][];
    private SrtpMasterKey _key = null!;
    private SrtpSender _sender = null!;
    private SrtpReceiver _receiver = null!;
    private ushort _sequence;
    private int _next;

    /// <summary>Number of the profile: AES-128-GCM, AES-256-GCM, AES-128-CM with HMAC-SHA1.</summary>
    [Params(7, 8, 1)]
    public int Profile { get; set; }

    /// <summary>A full packet of video, and one of audio.</summary>
    [Params(1200, 180)]
    public int PacketBytes { get; set; }

    /// <summary>Makes the keys, and packets to unprotect.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var profile = SrtpProfile.Find(Profile)!;
        _key = new SrtpMasterKey(profile, new byte[profile.KeyBytes], new byte[profile.SaltBytes]);
        using (var sender = new SrtpSender(_key))
        {
            for (var i = 0; i < Packets; i++)
            {
                WriteHeader((ushort)i);
                _protected[i] = _buffer[..sender.ProtectRtp(_buffer, PacketBytes)];
            }
        }

        _sender = new SrtpSender(_key);
        _receiver = new SrtpReceiver(_key);
    }

    /// <summary>One packet for one viewer.</summary>
    [Benchmark]
    public int Protect()
    {
        WriteHeader(_sequence++);
        return _sender.ProtectRtp(_buffer, PacketBytes);
    }

    /// <summary>One packet of a publisher, which is copied first since it is changed in place.</summary>
    [Benchmark]
    public int Unprotect()
    {
        if (_next == Packets)
        {
            _next = 0;
            _receiver.Dispose();
            _receiver = new SrtpReceiver(_key);
        }

        var packet = _protected[_next++];
        packet.CopyTo(_buffer, 0);
        return _receiver.TryUnprotectRtp(_buffer.AsSpan(0, packet.Length), out var length) ? length : throw new InvalidOperationException("It was dropped.");
    }

    /// <summary>Gives the native contexts back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _sender.Dispose();
        _receiver.Dispose();
    }

    private void WriteHeader(ushort sequence)
    {
        _buffer.AsSpan(0, HeaderBytes).Clear();
        _buffer[0] = 0x90;
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(12), 0xBEDE);
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(14), 1);
    }
}
