using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Srs.Media.Buffers;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;
using Srs.Web.Api;
using Srs.Web.Api.Docs;
using Srs.Web.Configuration;
using Srs.Web.Metrics;
using Srs.Web.Shedding;

namespace Srs.Tests.Web.Api;

/// <summary>The API on real Kestrel, with streams and sessions that tests make up.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiServer(WebApplication app)
    {
        _app = app;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public FixedClock Clock => (FixedClock)Services.GetRequiredService<TimeProvider>();

    public StreamRegistry Streams => Services.GetRequiredService<StreamRegistry>();

    public SessionRegistry Sessions => Services.GetRequiredService<SessionRegistry>();

    public ServerIdentity Identity => Services.GetRequiredService<ServerIdentity>();

    /// <summary>What every good answer begins with.</summary>
    public string Envelope =>
        $"{{\"code\":0,\"server\":\"{Identity.ServerId}\",\"service\":\"{Identity.ServiceId}\",\"pid\":\"{Identity.Pid}\"";

    public static async Task<ApiServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        builder.Services
            .AddSingleton<TimeProvider>(new FixedClock())
            .AddSingleton(new WireMemory(1024 * 1024))
            .AddSingleton<StreamRegistry>()
            .AddSingleton<SessionRegistry>()
            .AddSingleton<EgressPool>(static _ => new EgressPool())
            .AddSingleton(new CircuitBreaker(new CircuitBreakerOptions(), static () => 0, NullLogger<CircuitBreaker>.Instance))
            .AddApi()
            .AddMetricsExport()
            .AddApiDocs();

        var app = builder.Build();
        app.UseServerHeader();
        app.MapApi();
        app.MapMetrics();
        app.MapApiDocs();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new ApiServer(app);
    }

    public Task<string> GetAsync(string path) => Http.GetStringAsync(path, TestContext.Current.CancellationToken);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<PublishLease> PublishAsync(StreamKey key, string sessionId = "5b354445")
    {
        var session = Add(SampleSessions.Publisher(sessionId, key));
        var lease = await Broker.PublishAsync(Request(key, AccessAction.Publish), session, CancellationToken.None);
        Count(session);
        return lease;
    }

    public async Task<FakeSession> PlayAsync(StreamKey key, string sessionId = "8p398922")
    {
        var session = Add(SampleSessions.Player(sessionId, key));
        await Broker.PlayAsync(Request(key, AccessAction.Play), session, CancellationToken.None);
        Count(session);
        return session;
    }

    private FakeSession Add(SessionInfo info)
    {
        var session = new FakeSession { Id = info.Id, Info = info };
        Sessions.Add(session);
        return session;
    }

    /// <summary>The stream counts what its clients send and receive while they are with it.</summary>
    private static void Count(FakeSession session)
    {
        session.SentBytes = session.Info!.SentBytes;
        session.ReceivedBytes = session.Info.ReceivedBytes;
    }

    public static void Publish(PublishLease lease, TrackInfo track, double seconds, FrameFlags flags = FrameFlags.None)
    {
        lease.Publish(new MediaFrame(PooledBytes.Copy(BufferPool.Shared, new byte[100]), 0)
        {
            Track = track,
            Flags = flags,
            EncoderTime = TimeSpan.FromSeconds(seconds),
        });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private StreamBroker Broker => new(static () => new VhostTable(new VhostOptions(), []), Streams);

    private static AccessRequest Request(StreamKey key, AccessAction action) =>
        new() { Host = "127.0.0.1", App = key.App, Stream = key.Stream, Action = action };
}
