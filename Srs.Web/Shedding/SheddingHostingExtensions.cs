using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Streams;
using Srs.Web.Configuration;
using Srs.Web.Metrics.Host;

namespace Srs.Web.Shedding;

/// <summary>Registers the circuit breaker.</summary>
internal static class SheddingHostingExtensions
{
    /// <summary>The circuit breaker and its rule, which costs nothing and so is asked before all others.</summary>
    public static IServiceCollection AddShedding(this IServiceCollection services, CircuitBreakerOptions options)
    {
        services.TryAddSingleton<SystemSampler>();
        services.TryAddSingleton<LoadSource>(static provider =>
        {
            // What others on the machine use is not shed by refusing our clients.
            var sampler = provider.GetRequiredService<SystemSampler>();
            return () => Math.Min(100, 100 * sampler.Sample().ProcessCpuPercent / Environment.ProcessorCount);
        });
        services.AddSingleton(provider => new CircuitBreaker(
            options, provider.GetRequiredService<LoadSource>(), provider.GetRequiredService<ILogger<CircuitBreaker>>()));
        return services.AddSingleton<IAccessRule, LoadRule>();
    }

    /// <summary>Lets the heartbeat take the samples.</summary>
    public static void UseShedding(this WebApplication app) =>
        app.Services.GetRequiredService<Heartbeat>().Ticked += app.Services.GetRequiredService<CircuitBreaker>().OnTick;
}
