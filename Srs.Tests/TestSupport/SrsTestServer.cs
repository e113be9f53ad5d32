using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Srs.Media.Buffers;
using Srs.Media.Streams;
using Srs.Web;
using Srs.Web.Hosting;

namespace Srs.Tests.TestSupport;

/// <summary>The whole server in this process, on free loopback ports.</summary>
/// <remarks>Disposing it fails the test when the server has logged an Error or left a task's exception to nobody.</remarks>
internal sealed class SrsTestServer : IAsyncDisposable
{
    private readonly SrsApplication _application;
    private readonly ConcurrentQueue<Exception> _unobserved = new();
    private bool _isDisposed;

    private SrsTestServer(SrsApplication application, LogCollector log)
    {
        _application = application;
        Log = log;
        TaskScheduler.UnobservedTaskException += OnUnobserved;
    }

    public LogCollector Log { get; }

    public int RtmpPort => _application.Listeners.Rtmp[0].Port;

    public int HttpPort => _application.Listeners.HttpServer[0].Port;

    public int ApiPort => _application.Listeners.HttpApi[0].Port;

    /// <summary>There with a certificate, such as by <c>Srs:Tls:SelfSigned=true</c>.</summary>
    public int RtmpsPort => _application.Listeners.Rtmps[0].Port;

    public int HttpsPort => _application.Listeners.HttpsServer[0].Port;

    public int HttpsApiPort => _application.Listeners.HttpsApi[0].Port;
    public int CasterPort => _application.Listeners.FlvCasters[0].Port;

    /// <summary>Where WebRTC is by UDP; there when it is on.</summary>
    public IPEndPoint RtcEndPoint => Get<RtcHost>().Server!.Local;

    /// <summary>Port of WebRTC by TCP; there when that is on.</summary>
    public int RtcTcpPort => _application.Listeners.Rtc[0].Port;

    public SessionRegistry Sessions => Get<SessionRegistry>();

    public StreamRegistry Streams => Get<StreamRegistry>();

    /// <summary>Starts a server.</summary>
    /// <param name="settings">More settings, such as <c>Srs:Rtmp:ChunkSize=4096</c>.</param>
    public static Task<SrsTestServer> StartAsync(params string[] settings) => StartAsync(BufferPool.Shared, settings);

    /// <summary>Starts a server as SRS is started, with a configuration file.</summary>
    public static Task<SrsTestServer> StartWithFileAsync(string configFile, params string[] settings) => StartAsync(BufferPool.Shared, configFile, static _ => { }, settings);

    /// <summary>Starts a server with buffers of its own.</summary>
    public static Task<SrsTestServer> StartAsync(BufferPool buffers, params string[] settings) => StartAsync(buffers, static _ => { }, settings);

    /// <summary>Starts a server with services of the test's.</summary>
    public static Task<SrsTestServer> StartAsync(BufferPool buffers, Action<IServiceCollection> configure, params string[] settings) =>
        StartAsync(buffers, null, configure, settings);

    private static async Task<SrsTestServer> StartAsync(BufferPool buffers, string? configFile, Action<IServiceCollection> configure, string[] settings)
    {
        var log = new LogCollector();
        string[] defaults =
        [
            "--Srs:Rtmp:Listen=127.0.0.1:0", "--Srs:HttpServer:Listen=127.0.0.1:0", "--Srs:HttpApi:Listen=127.0.0.1:0",
            "--Srs:Rtmps:Listen=127.0.0.1:0", "--Srs:HttpServer:Https:Listen=127.0.0.1:0", "--Srs:HttpApi:Https:Listen=127.0.0.1:0", "--Logging:LogLevel:Default=Debug",

            // Tests of it switch it on.
            "--Srs:RtcServer:Enabled=false", "--Srs:RtcServer:Listen=127.0.0.1:0", "--Srs:RtcServer:Tcp:Listen=127.0.0.1:0",

            // A machine that runs tests is busy with more than this server.
            "--Srs:CircuitBreaker:Enabled=false",
        ];
        var application = SrsApplication.Build(
            new ServerCommand { ConfigFile = configFile, Settings = [.. defaults, .. settings.Select(static setting => "--" + setting)] },
            builder =>
            {
                builder.Services.AddSingleton(buffers);
                configure(builder.Services);
                builder.Logging.ClearProviders().AddProvider(log);
            });
        var server = new SrsTestServer(application, log);
        await application.StartAsync();
        return server;
    }

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    public StreamInfo? Describe(string stream, string app = "live", string vhost = VhostTable.DefaultName) =>
        Streams.Find(new StreamKey(vhost, app, stream))?.Describe();

    /// <summary>Stops the server, as the end of the process does.</summary>
    public async Task StopAsync()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            await _application.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        TaskScheduler.UnobservedTaskException -= OnUnobserved;
        Assert.Empty(Log.Errors);
        Assert.Empty(_unobserved);
    }

    private void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
    {
        // Clients of tests are left in mid-read, and collected while another test runs.
        if (!e.Exception.ToString().Contains("at Srs.Tests.", StringComparison.Ordinal))
        {
            _unobserved.Enqueue(e.Exception);
        }
    }
}
