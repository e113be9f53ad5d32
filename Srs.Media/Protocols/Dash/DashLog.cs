using Microsoft.Extensions.Logging;

namespace Srs.Media.Protocols.Dash;

/// <summary>Every log line of DASH; event ids 2700 to 2799.</summary>
public static partial class DashLog
{
    /// <summary>A segment or a manifest cannot be written.</summary>
    [LoggerMessage(2700, LogLevel.Warning, "DASH: stream {Stream} cannot be written: {Fault}")]
    public static partial void CannotWrite(this ILogger logger, string stream, string fault);
}
