using Microsoft.AspNetCore.Connections;
using Srs.Media.Streams;
using Srs.Web.Configuration;
using Srs.Web.Metrics.Host;

namespace Srs.Web.Hosting;

/// <summary>Registers how the process stops.</summary>
internal static class ProcessHostingExtensions
{
    /// <summary>What is left after the moment that clients get to read a reconnect request: less than a second in all, by default.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(250);

    /// <summary>Stops fast and gracefully.</summary>
    public static IServiceCollection AddProcess(this IServiceCollection services, SrsOptions options)
    {
        services.AddSingleton<IHostLifetime, SignalLifetime>();

        // When it is over, Kestrel cuts off what has not ended.
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Rtmp.ReconnectWait + StopTime);
        services.AddSingleton<ListenTransport>();
        services.AddSingleton<IConnectionListenerFactory>(static provider => provider.GetRequiredService<ListenTransport>());
        services.AddSingleton<GracefulStop>();
        return services;
    }

    /// <summary>Ends the server with the process that started it, when that is wanted.</summary>
    public static void UseProcess(this WebApplication app)
    {
        var services = app.Services;
        if (!services.GetRequiredService<SrsOptions>().Asprocess)
        {
            return;
        }

        var sampler = services.GetRequiredService<SystemSampler>();
        var parent = sampler.Sample().Reading.ParentPid;
        services.GetRequiredService<Heartbeat>().Ticked += () =>
        {
            if (!app.Lifetime.ApplicationStopping.IsCancellationRequested && sampler.Sample().Reading.ParentPid != parent)
            {
                services.GetRequiredService<ILogger<GracefulStop>>().ParentEnded();
                services.GetRequiredService<GracefulStop>().StopAtOnce();
            }
        };
    }
}
