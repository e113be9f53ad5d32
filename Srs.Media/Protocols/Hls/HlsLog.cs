using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>Every log line of HLS; event ids 2600 to 2699.</summary>
public static partial class HlsLog
{
    /// <summary>A segment or a playlist cannot be written.</summary>
    [LoggerMessage(2600, LogLevel.Warning, "HLS: stream {Stream} cannot be written: {Fault}")]
    public static partial void CannotWrite(this ILogger logger, string stream, string fault);

    /// <summary>A viewer began.</summary>
    [LoggerMessage(2601, LogLevel.Information, "{Type} client {SessionId} from {Remote} plays {Stream}.")]
    public static partial void HlsPlays(this ILogger logger, string type, string sessionId, IPAddress? remote, string stream);

    /// <summary>A viewer ended.</summary>
    [LoggerMessage(2602, LogLevel.Information, "{Type} client {SessionId} ended: {Reason}, {SentBytes} bytes sent, after {Seconds:F1} s.")]
    public static partial void HlsEnded(this ILogger logger, string type, string sessionId, SessionEndReason reason, long sentBytes, double seconds);

    /// <summary>A viewer was refused.</summary>
    [LoggerMessage(2603, LogLevel.Information, "{Type} client {SessionId} was refused, code {Code}: {Message}")]
    public static partial void HlsRefused(this ILogger logger, string type, string sessionId, int code, string message);

    /// <summary>A playlist of an earlier run was taken up.</summary>
    [LoggerMessage(2604, LogLevel.Information, "HLS: stream {Stream} carries on {Count} segments of an earlier run.")]
    public static partial void Recovered(this ILogger logger, string stream, int count);
}
