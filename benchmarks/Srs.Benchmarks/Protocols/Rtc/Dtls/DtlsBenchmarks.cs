using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Srs.Media.Protocols.Rtc.Dtls;

namespace Srs.Benchmarks.Protocols.Rtc.Dtls;

/// <summary>A whole handshake, both ends on one thread; a server pays a little less than half of it.</summary>
[MemoryDiagnoser]
[SuppressMessage("Design", "CA1001", Justification = "BenchmarkDotNet calls Cleanup.")]
public class DtlsBenchmarks
{
    private readonly Queue<byte[]> _toServer = [];
    private readonly Queue<byte[]> _toClient = [];
    private DtlsContext _client = null!;
    private DtlsContext _server = null!;

    /// <summary>Makes the certificates.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _client = new DtlsContext(DtlsCertificate.Create(TimeProvider.System));
        _server = new DtlsContext(DtlsCertificate.Create(TimeProvider.System));
    }

    /// <summary>From ClientHello to keys.</summary>
    [Benchmark]
    public DtlsState Handshake()
    {
        using var server = new DtlsSession(
            _server, DtlsRole.Server, TimeProvider.System, _client.Certificate.Sha256, datagram => _toClient.Enqueue(datagram.ToArray()));
        using var client = new DtlsSession(
            _client, DtlsRole.Client, TimeProvider.System, _server.Certificate.Sha256, datagram => _toServer.Enqueue(datagram.ToArray()));
        server.Start();
        client.Start();
        while (_toServer.Count + _toClient.Count > 0)
        {
            if (_toServer.TryDequeue(out var request))
            {
                server.Receive(request);
            }

            if (_toClient.TryDequeue(out var answer))
            {
                client.Receive(answer);
            }
        }

        return client.State == DtlsState.Connected ? server.State : throw new InvalidOperationException(client.Reason);
    }

    /// <summary>Gives the native contexts back.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _client.Dispose();
        _server.Dispose();
    }
}
