namespace Srs.Web.Shedding;

/// <summary>What is logged about load; event ids 4040 to 4049.</summary>
internal static partial class SheddingLog
{
    [LoggerMessage(4040, LogLevel.Warning, "The load of {Percent:F0} % is {Level}: {Done} (Srs:CircuitBreaker).")]
    public static partial void LoadRises(this ILogger logger, double percent, LoadLevel level, string done);

    [LoggerMessage(4041, LogLevel.Information, "The load of {Percent:F0} % is {Level} again: {Done}.")]
    public static partial void LoadFalls(this ILogger logger, double percent, LoadLevel level, string done);
}
