using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Buffers;
using Srs.Media.Cluster;
using Srs.Media.Egress;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;
using Srs.Web.Reload;

namespace Srs.Web.Hosting;

/// <summary>Registers the media core and the protocols on raw TCP.</summary>
internal static class StreamHostingExtensions
{
    /// <summary>Streams, sessions, the one door, and what sends to viewers.</summary>
    public static IServiceCollection AddStreams(this IServiceCollection services)
    {
        services.TryAddSingleton(BufferPool.Shared);
        services.AddSingleton<WireMemory>(static _ => new WireMemory());
        services.AddSingleton<EgressPool>(static _ => new EgressPool());
        services.AddSingleton<SessionRegistry>();
        services.AddSingleton<StreamRegistry>();
        services.AddSingleton<Heartbeat>();
        services.AddSingleton(static provider =>
        {
            var running = provider.GetRequiredService<RunningOptions>();
            return new StreamBroker(
                () => running.Vhosts,
                provider.GetRequiredService<StreamRegistry>(),
                provider.GetRequiredService<EdgePuller>(),
                [.. provider.GetServices<IAccessRule>()]);
        });
        return services;
    }

    /// <summary>RTMP over Kestrel's connections.</summary>
    public static IServiceCollection AddRtmp(this IServiceCollection services, RtmpServerInfo server)
    {
        services.AddSingleton(provider => new RtmpServices
        {
            Broker = provider.GetRequiredService<StreamBroker>(),
            Sessions = provider.GetRequiredService<SessionRegistry>(),
            Egress = provider.GetRequiredService<EgressPool>(),
            Buffers = provider.GetRequiredService<BufferPool>(),
            Clock = provider.GetRequiredService<TimeProvider>(),
            Server = server,
            Logger = provider.GetRequiredService<ILogger<RtmpConnection>>(),
        });
        services.AddSingleton(static provider => new RtmpConnectionHandler(
            () => provider.GetRequiredService<RunningOptions>().Current, provider.GetRequiredService<RtmpServices>()));
        return services;
    }
}
