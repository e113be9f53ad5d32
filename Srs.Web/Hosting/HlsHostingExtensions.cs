using Srs.Media.Protocols.Dash;
using Srs.Media.Protocols.Hls;
using Srs.Media.Segments;
using Srs.Media.Streams;
using Srs.Web.Configuration;
using Srs.Web.Endpoints;

namespace Srs.Web.Hosting;

/// <summary>Registers the segment store and HLS.</summary>
internal static class HlsHostingExtensions
{
    /// <summary>The store, what fills it, and what HLS and DASH list of it.</summary>
    public static IServiceCollection AddHls(this IServiceCollection services, SrsOptions options)
    {
        services.AddSingleton(provider => new SegmentStore(
            options.SegmentStore, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SegmentStore>>()));
        services.AddSingleton(provider => new HlsService(
            provider.GetRequiredService<StreamRegistry>(),
            provider.GetRequiredService<SegmentStore>(),
            options.UtcTime,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HlsService>>(),
            provider.GetRequiredService<DashService>()));
        services.AddSingleton<DashService>();
        services.AddSingleton<HlsSessions>();
        return services.Configure<RouteOptions>(static routes =>
        {
            routes.SetParameterPolicy<HlsPathConstraint>(HlsPathConstraint.Name);
            routes.SetParameterPolicy<DashPathConstraint>(DashPathConstraint.Name);
            routes.SetParameterPolicy<LowLatencyPathConstraint>(LowLatencyPathConstraint.Name);
        });
    }

    /// <summary>Lets HLS see every stream, and its viewers end with the server.</summary>
    public static void UseHls(this WebApplication app)
    {
        var hls = app.Services.GetRequiredService<HlsService>();
        var dash = app.Services.GetRequiredService<DashService>();
        var sessions = app.Services.GetRequiredService<HlsSessions>();
        app.Services.GetRequiredService<Heartbeat>().Ticked += () =>
        {
            hls.OnTick();
            dash.OnTick();
            sessions.OnTick();
        };
        app.Lifetime.ApplicationStopping.Register(sessions.Stop);
        app.Lifetime.ApplicationStopping.Register(hls.StopWaiting);
        app.Lifetime.ApplicationStopping.Register(dash.StopWaiting);
        app.Lifetime.ApplicationStopped.Register(() => hls.StopAsync().Wait(TimeSpan.FromSeconds(5)));
    }
}
