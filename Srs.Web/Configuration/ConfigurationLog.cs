namespace Srs.Web.Configuration;

/// <summary>What is logged about the settings.</summary>
internal static partial class ConfigurationLog
{
    [LoggerMessage(4060, LogLevel.Warning, "Configuration: {Remark}")]
    public static partial void Doubtful(this ILogger logger, string remark);
}
