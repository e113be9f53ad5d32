using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Diagnostics;
using Srs.Web.Api;
using Srs.Web.Callbacks;
using Srs.Web.Logging;
using Srs.Web.Metrics.Host;
using Srs.Web.Shedding;

namespace Srs.Web.Metrics;

/// <summary>Registers and maps the metrics.</summary>
internal static class MetricsHostingExtensions
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Registers the meters of media core and server, and their export.</summary>
    public static IServiceCollection AddMetricsExport(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ServerIdentity>();
        services.TryAddSingleton<SystemSampler>();
        services.TryAddSingleton<MediaMetrics>();
        services.TryAddSingleton<ServerMetrics>();
        services.TryAddSingleton<CallbackMetrics>();
        services.TryAddSingleton(static provider => new ProcessMetrics(provider.GetService<CircuitBreaker>(), provider.GetService<LogFile>()));
        services.TryAddSingleton<MetricsScraper>();
        return services;
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder app)
    {
        // Made now, so that the first percents are those since the start of the server.
        app.ServiceProvider.GetRequiredService<SystemSampler>();

        // And so that what is counted before the first scrape is not lost.
        app.ServiceProvider.GetRequiredService<MetricsScraper>();
        app.MapGet("/metrics", GetMetrics).WithTags("Metrics").Produces<string>(StatusCodes.Status200OK, "text/plain");
        return app;
    }

    /// <summary>All metrics in Prometheus's text format, under SRS's names.</summary>
    /// <param name="metrics">What collects them.</param>
    public static ContentHttpResult GetMetrics(MetricsScraper metrics) => TypedResults.Text(metrics.Scrape(), ContentType);
}
