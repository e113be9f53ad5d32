using Srs.Media.Protocols.Hls;
using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Callbacks;

/// <summary>Registers callbacks and heartbeat.</summary>
internal static class CallbackHostingExtensions
{
    /// <summary>What asks and tells about connections; before the rules that look at who comes.</summary>
    public static IServiceCollection AddConnectionCallbacks(this IServiceCollection services) => services.AddSingleton<IAccessRule, ConnectionRule>();

    /// <summary>What asks and tells callback servers. Last of all rules, so that only those who may come in are asked about.</summary>
    public static IServiceCollection AddCallbacks(this IServiceCollection services)
    {
        services.AddSingleton(static provider => new AddressGuard(AddressGuard.ParseList(provider.GetRequiredService<SrsOptions>().Callbacks.AllowAddresses)));
        services.AddSingleton(static provider => new CallbackClient(provider.GetRequiredService<AddressGuard>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CallbackSender>();
        services.AddSingleton<CallbackNotifier>();
        services.AddSingleton<CallbackPayload>();
        services.AddSingleton<HeartbeatPayload>();
        services.AddSingleton(static provider => new HeartbeatReporter(
            provider.GetRequiredService<SrsOptions>().Heartbeat,
            provider.GetRequiredService<HeartbeatPayload>(),
            provider.GetRequiredService<CallbackSender>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HeartbeatReporter>>()));
        services.AddSingleton<HlsCallbacks>().AddSingleton<IAccessRule>(static provider => provider.GetRequiredService<HlsCallbacks>());
        return services.AddSingleton<IAccessRule, CallbackRule>();
    }

    /// <summary>Starts the heartbeat, and what is told of segments.</summary>
    public static void StartCallbacks(this IServiceProvider services)
    {
        services.GetRequiredService<HlsService>().Listed += services.GetRequiredService<HlsCallbacks>().OnListed;
        services.GetRequiredService<HeartbeatReporter>().Start();
    }
}
