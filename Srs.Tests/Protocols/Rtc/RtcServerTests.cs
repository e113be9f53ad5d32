using System.IO.Pipelines;
using System.Net;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Ice;
using Srs.Tests.Protocols.Rtc.Ice;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc;

/// <summary>Connections by TCP on a clock that stands still, and what is kept for those that do not read.</summary>
public sealed class RtcServerTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly LogCollector _log = new();
    private readonly RtcServer _server;

    public RtcServerTests() => _server = new RtcServer(
        new RtcServerSettings { Address = IPAddress.Loopback, Port = 0, Shards = 1 }, _clock, _log.CreateLogger<RtcServer>());

    public void Dispose()
    {
        _server.Dispose();
        Assert.Empty(_log.Errors);
        _log.Dispose();
    }

    [Fact]
    public async Task Tcp_NoCheckComes_EndsAfterItsTime()
    {
        var (serving, client) = Serve();

        _clock.Advance(RtcLimits.MaxTcpStart - TimeSpan.FromSeconds(1));
        Assert.False(serving.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        await serving.WithinLimitAsync();
        await client.Output.CompleteAsync();
    }

    /// <summary>Neither bytes one at a time nor checks of nobody keep a connection.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tcp_OnlyNonsenseComes_EndsAfterItsTime(bool isWhole)
    {
        var (serving, client) = Serve();
        var check = new IcePeer(IceCredentials.Create()).Check();
        byte[] frame = [0, (byte)check.Length, .. check];
        for (var i = 0; i < RtcLimits.MaxTcpStart.TotalSeconds; i++)
        {
            Assert.False(serving.IsCompleted);
            await client.Output.WriteAsync(isWhole ? frame : frame.AsMemory(i, 1), TestContext.Current.CancellationToken);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        await serving.WithinLimitAsync();
    }

    [Fact]
    public async Task TcpPath_PeerDoesNotRead_KeepsNoMoreThanThePipe()
    {
        const int Threshold = 64 * 1024;
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: Threshold, resumeWriterThreshold: Threshold / 2));
        var paths = new RtcTcpPaths();
        var path = new IcePath(UdpEndpoint.From(new IPEndPoint(IPAddress.Loopback, 5000)), paths.Add(pipe.Writer));
        var datagram = new byte[1200];
        for (var i = 0; i < 1000; i++)
        {
            paths.Send(path, datagram);
        }

        Assert.True(pipe.Reader.TryRead(out var kept));
        Assert.InRange(kept.Buffer.Length, Threshold, Threshold + datagram.Length + IceTcpFraming.HeaderLength);
        pipe.Reader.AdvanceTo(kept.Buffer.End);
        await Wait.UntilAsync(
            () =>
            {
                paths.Send(path, datagram);
                return pipe.Reader.TryRead(out _);
            },
            "a datagram, as the peer reads again");
    }

    private (Task Serving, IDuplexPipe Client) Serve()
    {
        var (server, client) = InMemoryDuplexPipe.Create(0);
        var remote = new IPEndPoint(IPAddress.Loopback, 5000);
        return (_server.ServeTcpAsync(server, remote, IPAddress.Loopback, CancellationToken.None), client);
    }
}
