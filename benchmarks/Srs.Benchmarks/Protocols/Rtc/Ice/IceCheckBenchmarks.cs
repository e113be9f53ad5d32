using System.Net;
using System.Text;
using BenchmarkDotNet.Attributes;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Media.Protocols.Rtc.Stun;

namespace Srs.Benchmarks.Protocols.Rtc.Ice;

/// <summary>What a check costs that is answered, and what those cost that are not: a flood of them must be cheap.</summary>
[MemoryDiagnoser]
public class IceCheckBenchmarks
{
    private readonly IceSessionTable<IceLiteAgent> _table = new(10_000);
    private readonly IcePath _path = new(UdpEndpoint.From(IPEndPoint.Parse("192.0.2.1:5000")));
    private readonly byte[] _response = new byte[IceLiteAgent.MaxResponseBytes];
    private byte[] _good = [];
    private byte[] _forged = [];
    private byte[] _unknown = [];

    /// <summary>Makes ten thousand sessions.</summary>
    [GlobalSetup]
    public void Setup()
    {
        for (var i = 0; i < 10_000; i++)
        {
            var credentials = IceCredentials.Create();
            _table.TryAdd(credentials.UserFragment, new IceLiteAgent(credentials, "peer", TimeProvider.System));
            _good = Write(credentials.UserFragment, credentials.Password);
            _forged = Write(credentials.UserFragment, "another password of 22 characters");
        }

        _unknown = Write("nobody00", "another password of 22 characters");
    }

    /// <summary>Answered.</summary>
    [Benchmark(Baseline = true)]
    public int Answered() => Receive(_good);

    /// <summary>Of a session, with a wrong password.</summary>
    [Benchmark]
    public int WrongPassword() => Receive(_forged);

    /// <summary>Of no session.</summary>
    [Benchmark]
    public int UnknownSession() => Receive(_unknown);

    private static byte[] Write(string fragment, string password)
    {
        var buffer = new byte[256];
        var writer = new StunMessageWriter(buffer, StunClass.Request, new byte[12]);
        writer.Add(StunAttribute.Username, Encoding.UTF8.GetBytes($"{fragment}:peer"));
        writer.Add(StunAttribute.IceControlling, 1ul);
        writer.Add(StunAttribute.Priority, 0x6E0001FFu);
        writer.AddIntegrity(Encoding.UTF8.GetBytes(password));
        return buffer[..writer.Finish()];
    }

    private int Receive(byte[] datagram) =>
        StunMessageReader.TryRead(datagram, out var message) && _table.TryFind(message.ReceiverFragment, out var agent)
            ? agent.Receive(message, _path, _response).ResponseLength
            : 0;
}
