using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Access;
using Srs.Web.Callbacks;
using Srs.Web.Configuration;
using Srs.Web.Metrics.Host;
using Srs.Web.Reload;

namespace Srs.Web.Api;

/// <summary>Registers and maps the HTTP API.</summary>
internal static class ApiHostingExtensions
{
    /// <summary>Registers what the API needs of its own; streams and sessions come from the media core.</summary>
    /// <param name="services">The container's.</param>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var running = provider.GetService<RunningOptions>() ?? new RunningOptions(new SrsOptions());
            return new ApiCredentials(() => running.Current.HttpApi);
        });
        services.TryAddSingleton<AccessGrants>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(static provider =>
        {
            var clock = provider.GetRequiredService<TimeProvider>();
            return provider.GetService<SrsOptions>()?.ServerId is { Length: > 0 } id ? new ServerIdentity(clock) { ServerId = id } : new ServerIdentity(clock);
        });
        services.TryAddSingleton<Readiness>();
        services.TryAddSingleton<SystemSampler>();
        services.TryAddSingleton<CallbackHistory>();
        return services;
    }

    /// <summary>Maps <c>/api/</c>, <c>/healthz</c> and <c>/readyz</c>.</summary>
    /// <param name="app">Where to.</param>
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder app)
    {
        // Made now, so that uptime and the first percents count from the start of the server, not from the first question.
        app.ServiceProvider.GetRequiredService<ServerIdentity>();
        app.ServiceProvider.GetRequiredService<SystemSampler>();

        var api = app.MapGroup("").AddEndpointFilter(ApiGate.Guard);
        ServerEndpoints.MapVersions(api);
        api.MapUnknown();

        // The version is what SRS tells on every HTTP port; all else is there while the API is switched on.
        var running = app.ServiceProvider.GetService<RunningOptions>();
        api = api.MapGroup("").AddEndpointFilter((invocation, next) => running is null || running.Current.HttpApi.Enabled ? next(invocation) : ApiRoutes.HideAsync(invocation));
        IndexEndpoints.Map(api);
        ServerEndpoints.Map(api);
        VhostEndpoints.Map(api);
        StreamEndpoints.Map(api);
        ClientEndpoints.Map(api);
        ReconnectEndpoint.Map(api);
        CallbackEndpoints.Map(api);
        RevocationEndpoints.Map(api);
        if (app.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(Reloader)))
        {
            ConfigEndpoints.Map(api);
            RawEndpoint.Map(api);
        }

        HealthEndpoints.Map(app);
        return app;
    }
}
