using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Access;
using Srs.Web.Api;
using Srs.Web.Api.Docs;
using Srs.Web.Configuration;
using Srs.Web.Endpoints;
using Srs.Web.Hosting;
using Srs.Web.Hosting.Tls;
using Srs.Web.Metrics;

namespace Srs.Web;

/// <summary>The composition root: reads as the table of contents of the server. Tests start the same one.</summary>
internal sealed class SrsApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SrsApplication(WebApplication app, SrsOptions options, Listeners listeners)
    {
        _app = app;
        Options = options;
        Listeners = listeners;
    }

    /// <summary>The settings in force.</summary>
    public SrsOptions Options { get; }

    /// <summary>Where the server listens.</summary>
    public Listeners Listeners { get; }

    /// <summary>The container, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Puts the server together.</summary>
    /// <param name="args">Command line: <c>--Srs:Rtmp:Listen=1936</c> and the like.</param>
    /// <param name="configure">Changes for tests, before everything else: what they register stays.</param>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static SrsApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = CreateBuilder(args);
        configure?.Invoke(builder);

        var options = SrsOptionsReader.Read(builder.Configuration, OpenFileLimit.MaxConnections());
        var listeners = new Listeners(options);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(listeners);
        builder.Services.AddSingleton(provider => new ConnectionLimit(
            options.MaxConnections ?? OpenFileLimit.MaxConnections(), provider.GetRequiredService<ILogger<ConnectionLimit>>()));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<TlsCertificates>();
        var server = new RtmpServerInfo(ServerIdentity.Signature, ServerIdentity.SoftwareVersion);
        builder.Services.AddStreams().AddEdge(server).AddRtmp(server).AddLive();

        // The order of the rules at the broker: these before any that asks somebody else.
        builder.Services.AddAccess();
        builder.Services.AddApi(options.HttpApi).AddApiDocs().AddMetricsExport();

        // A failed start is explained in one line by whoever starts the server; the host's stack trace would bury it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // Its lines hold whole URLs, and these hold keys and tokens.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);

            // A browser needs a few; each may be a viewer, or wait for a publisher.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 32;
            listeners.Listen(kestrel);
        });

        var app = builder.Build();
        app.UseAccess();
        app.UseServerHeader();
        app.UseFlvCasters();
        app.UseConsole();
        app.MapLive();
        app.MapApi();
        app.MapApiDocs();
        app.MapMetrics();
        return new SrsApplication(app, options, listeners);
    }

    /// <summary>
    /// Reads the settings alone, without the files that they name: a certificate that is being renewed says nothing of a server that runs.
    /// </summary>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static SrsOptions ReadOptions(string[] args) =>
        SrsOptionsReader.Read(CreateBuilder(args).Configuration, OpenFileLimit.MaxConnections(), checksFiles: false);

    /// <summary>Starts listening.</summary>
    public async Task StartAsync()
    {
        await _app.StartAsync();
        _app.Services.GetRequiredService<Heartbeat>().Start();
        _app.Services.GetRequiredService<TlsCertificates>().Start();
        _app.Services.GetRequiredService<Readiness>().IsReady = true;
    }

    /// <summary>Waits until the process is asked to stop, then stops.</summary>
    public Task WaitForShutdownAsync() => _app.WaitForShutdownAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _app.Services.GetRequiredService<Readiness>().IsReady = false;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplicationBuilder CreateBuilder(string[] args)
    {
        try
        {
            return WebApplication.CreateBuilder(new WebApplicationOptions
            {
                Args = args,
                ContentRootPath = AppContext.BaseDirectory,
                WebRootPath = "wwwroot",
            });
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            // A settings file that is no JSON, or an argument that is no setting.
            throw new ConfigurationException([$"{e.Message} {e.GetBaseException().Message}"]);
        }
    }
}
