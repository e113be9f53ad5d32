using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Access;
using Srs.Web.Api;
using Srs.Web.Api.Docs;
using Srs.Web.Callbacks;
using Srs.Web.Configuration;
using Srs.Web.Endpoints;
using Srs.Web.Hosting;
using Srs.Web.Hosting.Tls;
using Srs.Web.Logging;
using Srs.Web.Metrics;
using Srs.Web.Reload;
using Srs.Web.Shedding;

namespace Srs.Web;

/// <summary>The composition root: reads as the table of contents of the server. Tests start the same one.</summary>
internal sealed class SrsApplication : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly IReadOnlyList<string> _remarks;

    private SrsApplication(WebApplication app, LoadedSettings settings)
    {
        _app = app;
        _remarks = settings.Remarks;
        Options = settings.Options;
    }

    /// <summary>The settings that it starts with.</summary>
    public SrsOptions Options { get; }

    /// <summary>Where the server listens.</summary>
    public Listeners Listeners => Services.GetRequiredService<ListenTransport>().Current;

    /// <summary>The container, for tests.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Puts the server together.</summary>
    /// <param name="command">Where the settings come from.</param>
    /// <param name="configure">Changes for tests, before everything else: what they register stays.</param>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static SrsApplication Build(ServerCommand command, Action<WebApplicationBuilder>? configure = null)
    {
        var source = new SettingsSource(command);
        var (builder, settings) = source.Open(checksFiles: true, configure);
        var options = settings.Options;
        builder.AddServerLog(options);
        builder.Services.AddReload(source, settings);
        builder.Services.AddSingleton(provider => new ConnectionLimit(
            options.MaxConnections ?? OpenFileLimit.MaxConnections(), provider.GetRequiredService<ILogger<ConnectionLimit>>()));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProcess(options);
        builder.Services.AddSingleton<TlsCertificates>();
        var server = new RtmpServerInfo(ServerIdentity.Signature, ServerIdentity.SoftwareVersion);
        builder.Services.AddStreams().AddEdge(server).AddRtmp(server).AddHls(options).AddLive();

        // Rules at the broker are asked in this order; what asks somebody else comes last.
        builder.Services.AddShedding(options.CircuitBreaker).AddConnectionCallbacks().AddAccess().AddCallbacks();
        builder.Services.AddApi().AddApiDocs().AddMetricsExport();

        // A failed start is explained in one line by whoever starts the server; the host's stack trace would bury it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        // Its lines hold whole URLs, and these hold keys and tokens; and while it has any, each request is an activity and a scope of the log.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);

            // A browser needs a few; each may be a viewer, or wait for a publisher.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 32;
            kestrel.ListenAll();
        });

        var app = builder.Build();
        app.UseServerLog();
        app.UseProcess();
        app.UseShedding();
        app.UseAccess();
        app.UseServerHeader();
        app.UseFlvCasters();
        app.UseConsole();
        app.UseHls();
        app.MapLive();
        app.MapLowLatencyHls();
        app.MapHls();
        app.MapDash();
        app.MapApi();
        app.MapApiDocs();
        if (options.Exporter.Enabled)
        {
            app.MapMetrics();
        }

        return new SrsApplication(app, settings);
    }

    /// <summary>Reads the settings alone, and what the user should know about them.</summary>
    /// <param name="command">Where they come from.</param>
    /// <param name="checksFiles">Whether the files that they name are looked at: a certificate that is being renewed says nothing of a server that runs.</param>
    /// <exception cref="ConfigurationException">A setting is wrong.</exception>
    public static (SrsOptions Options, IReadOnlyList<string> Remarks) ReadOptions(ServerCommand command, bool checksFiles)
    {
        var (_, settings) = new SettingsSource(command).Open(checksFiles);
        return (settings.Options, settings.Remarks);
    }

    /// <summary>Starts listening.</summary>
    /// <exception cref="ListenException">An address cannot be had.</exception>
    public async Task StartAsync()
    {
        var logger = _app.Services.GetRequiredService<ILogger<SrsApplication>>();
        if (_app.Configuration.HasSrsLines(Options))
        {
            logger.Started(ServerIdentity.Signature);
        }

        using (var listen = _app.Services.GetRequiredService<ListenTransport>().Prepare(Options))
        {
            listen.Commit();
        }

        await _app.StartAsync();
        foreach (var remark in _remarks)
        {
            logger.Doubtful(remark);
        }

        _app.Services.GetRequiredService<Heartbeat>().Start();
        _app.Services.GetRequiredService<TlsCertificates>().Start();
        _app.Services.StartCallbacks();
        _app.Services.GetRequiredService<ConfigurationWatch>().Start();
        _app.Services.GetRequiredService<Readiness>().IsReady = true;
    }

    /// <summary>Waits until the process is asked to stop, then stops.</summary>
    public async Task WaitForShutdownAsync()
    {
        await _app.WaitForShutdownAsync();
        await _app.Services.GetRequiredService<GracefulStop>().FinishAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _app.Services.GetRequiredService<Readiness>().IsReady = false;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
