using System.IO.Pipelines;
using System.Net;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Tests.TestSupport;

/// <summary>RTMP connections over memory, with a clock that stands still until a test moves it.</summary>
/// <remarks>Disposing it fails the test on an Error line, and on a buffer that did not come back.</remarks>
internal sealed class RtmpTestHost : IAsyncDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Heartbeat _heartbeat;
    private readonly EgressPool _egress = new(1);
    private readonly RtmpServices _services;
    private readonly RtmpOptions _options;
    private readonly CancellationTokenSource _stopping = new();

    public RtmpTestHost(VhostOptions? vhost = null, RtmpOptions? options = null, Dictionary<string, VhostOptions>? vhosts = null, params IReadOnlyList<IAccessRule> rules)
    {
        _options = options ?? new RtmpOptions();
        var table = new VhostTable(vhost ?? new VhostOptions(), vhosts ?? []);
        Streams = new StreamRegistry(_clock, new WireMemory());
        _heartbeat = new Heartbeat(_clock, Sessions, Streams, Log.CreateLogger<Heartbeat>());
        _services = new RtmpServices
        {
            Broker = new StreamBroker(() => table, Streams, rules: rules),
            Sessions = Sessions,
            Egress = _egress,
            Buffers = Buffers,
            Clock = _clock,
            Server = new RtmpServerInfo("SRS/7.0.18(Srs)", "7.0.18"),
            Logger = Log.CreateLogger<RtmpConnection>(),
        };
    }

    public LogCollector Log { get; } = new();

    public TrackingBufferPool Buffers { get; } = new();

    public SessionRegistry Sessions { get; } = new();

    public StreamRegistry Streams { get; }

    /// <summary>The sessions that have asked for a stream.</summary>
    public IReadOnlyList<SessionInfo> Clients => [.. Sessions.Sessions.Select(static session => session.Describe()!).Where(static info => info is not null)];

    /// <summary>Opens a connection and does nothing else.</summary>
    public RtmpTestClient Open(long toClientBytes = 0)
    {
        var (transport, serverTask) = OpenTransport(toClientBytes);
        return new RtmpTestClient(transport) { ServerTask = serverTask };
    }

    /// <summary>Opens a connection for a client of another kind.</summary>
    public (IDuplexPipe Transport, Task ServerTask) OpenTransport(long toClientBytes = 0)
    {
        var (server, client) = InMemoryDuplexPipe.Create(toClientBytes);
        var remote = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 5000);
        var connection = new RtmpConnection(server, remote, new IPEndPoint(IPAddress.Loopback, 1935), _options, _services);
        return (client, connection.RunAsync(_stopping.Token));
    }

    /// <summary>Opens a connection, shakes hands and connects.</summary>
    public async Task<RtmpTestClient> ConnectAsync(string app = "live", string? tcUrl = null, long toClientBytes = 0)
    {
        var client = Open(toClientBytes);
        await client.ShakeHandsAsync();
        await client.ConnectAsync(app, tcUrl);
        return client;
    }

    /// <summary>Opens a connection, shakes hands and connects as a client of Enhanced RTMP.</summary>
    public async Task<RtmpTestClient> ConnectEnhancedAsync(params (string Name, AmfValue Value)[] announced)
    {
        var client = Open();
        await client.ShakeHandsAsync();
        client.Announced.AddRange(announced);
        await client.ConnectAsync();
        return client;
    }

    public StreamInfo? Describe(string stream = "livestream", string app = "live", string vhost = VhostTable.DefaultName) =>
        Streams.Find(new StreamKey(vhost, app, stream))?.Describe();

    /// <summary>Waits until the stream has got that many video frames.</summary>
    public Task WaitForFramesAsync(long frames, string stream = "livestream") =>
        Wait.UntilAsync(() => Describe(stream)?.Tracks.FirstOrDefault(static track => track.Track.Kind == MediaKind.Video)?.Frames >= frames, $"{frames} frames");

    /// <summary>Lets time pass, a heartbeat each second.</summary>
    public void Advance(double seconds)
    {
        for (; seconds > 0; seconds--)
        {
            _clock.Advance(TimeSpan.FromSeconds(Math.Min(1, seconds)));
            _heartbeat.Tick();
        }
    }

    /// <summary>Lets time pass without a heartbeat.</summary>
    public void Pass(TimeSpan time) => _clock.Advance(time);

    /// <summary>Stops the server's side.</summary>
    public void Stop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        Stop();
        await Wait.UntilAsync(() => Sessions.Count == 0, "the sessions' end");
        Advance(20);
        Assert.Empty(Streams.Streams);
        _egress.Dispose();
        _heartbeat.Dispose();
        Assert.Empty(Log.Errors);
        Buffers.AssertAllReturned();
        _stopping.Dispose();
    }
}
