using Srs.Web.Configuration;

namespace Srs.Web.Reload;

/// <summary>Registers the settings in force, and what changes them.</summary>
internal static class ReloadHostingExtensions
{
    /// <summary>The settings; <see cref="SrsOptions"/> asked of the container are those in force at that moment.</summary>
    public static IServiceCollection AddReload(this IServiceCollection services, SettingsSource source, LoadedSettings settings)
    {
        services.AddSingleton(source);
        services.AddSingleton(settings);
        services.AddSingleton(new RunningOptions(settings.Options));
        services.AddTransient(static provider => provider.GetRequiredService<RunningOptions>().Current);
        services.AddSingleton<ReloadTargets>();
        services.AddSingleton<Reloader>();
        services.AddSingleton<ConfigurationWatch>();
        return services;
    }
}
