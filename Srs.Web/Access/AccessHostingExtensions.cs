using Microsoft.Extensions.DependencyInjection.Extensions;
using Srs.Media.Access;
using Srs.Media.Streams;

namespace Srs.Web.Access;

/// <summary>Registers who may publish and play.</summary>
internal static class AccessHostingExtensions
{
    /// <summary>The rules, in the order in which they are asked: the cheap ones first, what counts sessions last.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.TryAddSingleton<AccessGrants>();
        services.TryAddSingleton<IKeySetSource>(static provider => new KeySetSource(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<KeySetSource>>()));
        services.AddSingleton<LimitRule>();
        services.AddSingleton<IAccessRule, SecurityRule>();
        services.AddSingleton<IAccessRule, ReferRule>();
        services.AddSingleton<IAccessRule, AuthRule>();
        services.AddSingleton<IAccessRule>(static provider => provider.GetRequiredService<LimitRule>());
        return services;
    }

    /// <summary>Lets the heartbeat end sessions whose credential has expired or that send too much.</summary>
    public static void UseAccess(this WebApplication app)
    {
        var heartbeat = app.Services.GetRequiredService<Heartbeat>();
        heartbeat.Ticked += app.Services.GetRequiredService<AccessGrants>().OnTick;
        heartbeat.Ticked += app.Services.GetRequiredService<LimitRule>().OnTick;
    }
}
