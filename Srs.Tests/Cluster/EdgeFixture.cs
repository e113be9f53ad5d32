using System.Collections.Concurrent;
using System.IO.Pipelines;
using Srs.Media.Cluster;
using Srs.Media.Egress;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Protocols.Rtmp.Client;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Cluster;

/// <summary>An edge whose origins the test plays, on a clock that stands still. Disposing it checks for Error lines and leaks.</summary>
internal sealed class EdgeFixture : IAsyncDisposable
{
    private readonly StreamRegistry _streams;
    private readonly Heartbeat _heartbeat;
    private readonly List<PlayLease> _players = [];
    private readonly ConcurrentQueue<(string Url, RtmpClientOptions Options)> _attempts = new();

    public EdgeFixture(string origins = "a b", bool debugUpnode = true)
    {
        Vhost = new VhostOptions { Cluster = new ClusterOptions { Mode = ClusterMode.Remote, Origin = origins, DebugSrsUpnode = debugUpnode } };
        _streams = new StreamRegistry(Clock, new WireMemory());
        _heartbeat = new Heartbeat(Clock, Sessions, _streams, Log.CreateLogger<Heartbeat>());
        Puller = new EdgePuller(new EdgeServices
        {
            Sessions = Sessions,
            Buffers = Buffers,
            Clock = Clock,
            Server = new RtmpServerInfo("SRS/7.0.18(Srs)", "7.0.18"),
            Logger = Log.CreateLogger<EdgePuller>(),
            Connect = ConnectAsync,
        });
        var table = new VhostTable(Vhost, []);
        Broker = new StreamBroker(() => table, _streams, Puller);
    }

    public static StreamKey Key { get; } = new(VhostTable.DefaultName, "live", "livestream");

    public VhostOptions Vhost { get; }

    public ManualTimeProvider Clock { get; } = new();

    public LogCollector Log { get; } = new();

    public TrackingBufferPool Buffers { get; } = new();

    public SessionRegistry Sessions { get; } = new();

    public EdgePuller Puller { get; }

    public StreamBroker Broker { get; }

    public LiveStream Stream => _streams.Find(Key)!;

    /// <summary>Makes the connection; refuses it unless the test says otherwise.</summary>
    public Func<CancellationToken, Task<IDuplexPipe>> Origin { get; set; } = static _ => throw new IOException("Connection refused.");

    /// <summary>Origins asked so far.</summary>
    public List<string> Asked => [.. _attempts.Select(static attempt => new Uri(attempt.Url).Host)];

    public List<(string Url, RtmpClientOptions Options)> Attempts => [.. _attempts];

    public PlayLease Play(string param = "", params string[] via)
    {
        var request = new AccessRequest
        {
            Host = "",
            App = Key.App,
            Stream = Key.Stream,
            Action = AccessAction.Play,
            Param = param,
            Via = [.. via],
            Hops = via.Length,
        };
        var playing = Broker.PlayAsync(request, new FakeSession(), CancellationToken.None).AsTask();
        Assert.True(playing.IsCompleted, "Letting a viewer in waits for nothing.");
        var lease = playing.GetAwaiter().GetResult();
        _players.Add(lease);
        return lease;
    }

    public PublishLease Publish(SourceKind kind = SourceKind.Publisher) => _streams.Publish(Key, new FakeSession(), Vhost, kind);

    public Task WaitForAttemptsAsync(int count) => Wait.UntilAsync(() => _attempts.Count == count, $"attempt {count}");

    /// <summary>Waits until the pause after a failure has begun.</summary>
    public Task WaitForPauseAsync() => Wait.UntilAsync(() => Clock.TimerCount == 1, "the pause");

    /// <summary>Lets time pass, a heartbeat each second.</summary>
    public void Advance(double seconds)
    {
        for (; seconds > 0; seconds--)
        {
            Clock.Advance(TimeSpan.FromSeconds(Math.Min(1, seconds)));
            _heartbeat.Tick();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _players.ForEach(static player => player.Dispose());
        await Puller.DisposeAsync();
        await Wait.UntilAsync(() => Sessions.Count == 0, "the sessions' end");
        Advance(20);
        Assert.Empty(_streams.Streams);
        _heartbeat.Dispose();
        Assert.Empty(Log.Errors);
        Buffers.AssertAllReturned();
    }

    private Task<RtmpClient> ConnectAsync(string url, RtmpClientOptions options, CancellationToken cancellationToken)
    {
        _attempts.Enqueue((url, options));
        return RtmpClient.ConnectAsync(url, options, (_, token) => Origin(token), cancellationToken);
    }
}
