using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Srs.Web.Hosting;

/// <summary>Registers WebRTC.</summary>
internal static partial class RtcHostingExtensions
{
    /// <summary>The port, and who lets peers in.</summary>
    public static IServiceCollection AddRtc(this IServiceCollection services)
    {
        services.TryAddSingleton<NativeSupport>();
        return services.AddSingleton<RtcHost>();
    }

    [LoggerMessage(4084, LogLevel.Warning, "WebRTC is off, everything else runs: {Reason}")]
    public static partial void RtcIsOff(this ILogger logger, string reason);
}
