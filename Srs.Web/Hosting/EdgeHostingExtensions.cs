using Srs.Media.Buffers;
using Srs.Media.Cluster;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;

namespace Srs.Web.Hosting;

/// <summary>Registers what edge virtual hosts need.</summary>
internal static class EdgeHostingExtensions
{
    /// <summary>Pulling streams from origins.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, RtmpServerInfo server)
    {
        services.AddSingleton(provider =>
        {
            var puller = new EdgePuller(new EdgeServices
            {
                Sessions = provider.GetRequiredService<SessionRegistry>(),
                Buffers = provider.GetRequiredService<BufferPool>(),
                Clock = provider.GetRequiredService<TimeProvider>(),
                Server = server,
                Logger = provider.GetRequiredService<ILogger<EdgePuller>>(),
            });
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(puller.Stop);
            return puller;
        });
        return services;
    }
}
