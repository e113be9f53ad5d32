using Srs.Web.Configuration;

namespace Srs.Web.Logging;

/// <summary>SRS's two settings of the log level, in .NET's levels.</summary>
internal static class LogLevels
{
    /// <summary>Words of <c>srs_log_level</c>, each a step lower than what others call so.</summary>
    private static readonly Dictionary<string, LogLevel> Old = new()
    {
        ["verbose"] = LogLevel.Trace,
        ["info"] = LogLevel.Debug,
        ["trace"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
        ["off"] = LogLevel.None,
    };

    /// <summary>Words of <c>srs_log_level_v2</c>, which wins when it is set.</summary>
    private static readonly Dictionary<string, LogLevel> New = new()
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
        ["off"] = LogLevel.None,
    };

    /// <summary>The level that the settings ask for; Information when they are wrong.</summary>
    public static LogLevel Of(SrsOptions options) => options.SrsLogLevelV2.Length > 0
        ? New.GetValueOrDefault(options.SrsLogLevelV2, LogLevel.Information)
        : Old.GetValueOrDefault(options.SrsLogLevel, LogLevel.Information);

    /// <summary>Adds a sentence for each word that is none.</summary>
    public static void Check(SrsOptions options, List<string> errors)
    {
        if (options.SrsLogTank is not ("console" or "file"))
        {
            errors.Add($"Srs:SrsLogTank is \"{options.SrsLogTank}\", but has to be console or file.");
        }

        if (options is { SrsLogTank: "file", SrsLogFile: "" })
        {
            errors.Add("Srs:SrsLogFile is empty, but Srs:SrsLogTank is file; name a file, or set the latter to console.");
        }

        if (!Old.ContainsKey(options.SrsLogLevel))
        {
            errors.Add($"Srs:SrsLogLevel is \"{options.SrsLogLevel}\", but has to be {string.Join(", ", Old.Keys)}.");
        }

        if (options.SrsLogLevelV2.Length > 0 && !New.ContainsKey(options.SrsLogLevelV2))
        {
            errors.Add($"Srs:SrsLogLevelV2 is \"{options.SrsLogLevelV2}\", but has to be {string.Join(", ", New.Keys)}, or empty.");
        }
    }

    /// <summary>
    /// Applies a level to the rules of <c>Logging:LogLevel</c>: a higher one than Information raises them all, a lower one adds what has no
    /// rule of its own, Information itself changes nothing.
    /// </summary>
    public static void Apply(LogLevel level, LoggerFilterOptions filter)
    {
        if (level < LogLevel.Information)
        {
            filter.Rules.Add(new LoggerFilterRule(providerName: null, categoryName: null, level, filter: null));
        }
        else if (level > LogLevel.Information)
        {
            List<LoggerFilterRule> rules = [.. filter.Rules];
            filter.MinLevel = level;
            filter.Rules.Clear();
            rules.ForEach(rule => filter.Rules.Add(new LoggerFilterRule(
                rule.ProviderName, rule.CategoryName, rule.LogLevel > level ? rule.LogLevel : level, rule.Filter)));
        }
    }
}
