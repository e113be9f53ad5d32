using Microsoft.Extensions.Logging.Console;
using Srs.Media.Streams;
using Srs.Web.Configuration;

namespace Srs.Web.Logging;

/// <summary>Registers where the log goes, and SRS's lines.</summary>
internal static class LoggingHostingExtensions
{
    private const string FormatKey = "Logging:Console:FormatterName";

    /// <summary>The console, or the file instead of it.</summary>
    public static void AddServerLog(this WebApplicationBuilder builder, SrsOptions options)
    {
        var services = builder.Services;
        services.AddSingleton<SessionReport>();
        services.AddSingleton<ConsoleFormatter>(provider => new SrsLogFormatter(provider.GetRequiredService<TimeProvider>(), options.UtcTime, isColoured: true));

        // A console that nobody reads must not stop the media.
        services.Configure<ConsoleLoggerOptions>(static console => console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite);
        services.PostConfigure<LoggerFilterOptions>(filter => LogLevels.Apply(LogLevels.Of(options), filter));
        if (options.UtcTime)
        {
            services.Configure<SimpleConsoleFormatterOptions>(static format => format.UseUtcTimestamp = true);
            services.Configure<JsonConsoleFormatterOptions>(static format => format.UseUtcTimestamp = true);
        }

        if (options.SrsLogTank != "file")
        {
            return;
        }

        foreach (var console in services.Where(static service => service.ImplementationType == typeof(ConsoleLoggerProvider)).ToList())
        {
            services.Remove(console);
        }

        var isJson = builder.Configuration[FormatKey] == ConsoleFormatterNames.Json;
        services.AddSingleton(provider =>
        {
            var clock = provider.GetRequiredService<TimeProvider>();
            var formatter = isJson
                ? provider.GetServices<ConsoleFormatter>().First(static format => format.Name == ConsoleFormatterNames.Json)
                : new SrsLogFormatter(clock, options.UtcTime, isColoured: false);
            return new LogFile(options.SrsLogFile, formatter, clock);
        });
        services.AddSingleton<ILoggerProvider>(static provider => provider.GetRequiredService<LogFile>());
    }

    /// <summary>Lets the heartbeat have running sessions logged.</summary>
    public static void UseServerLog(this WebApplication app) =>
        app.Services.GetRequiredService<Heartbeat>().Ticked += app.Services.GetRequiredService<SessionReport>().OnTick;

    /// <summary>Whether the log has SRS's lines, the first of which says who it is.</summary>
    public static bool HasSrsLines(this IConfiguration configuration, SrsOptions options) =>
        configuration[FormatKey] is var format && (format == SrsLogFormatter.FormatName || (options.SrsLogTank == "file" && format != ConsoleFormatterNames.Json));
}
