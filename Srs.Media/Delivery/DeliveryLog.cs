using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Streams;

namespace Srs.Media.Delivery;

/// <summary>Every log line of the deliveries over HTTP; event ids 3000 to 3099.</summary>
public static partial class DeliveryLog
{
    /// <summary>A viewer began.</summary>
    [LoggerMessage(3000, LogLevel.Information, "HTTP client {SessionId} from {Remote} plays {Stream}.")]
    public static partial void HttpPlays(this ILogger logger, string sessionId, IPAddress? remote, string stream);

    /// <summary>A viewer ended.</summary>
    [LoggerMessage(3001, LogLevel.Information, "HTTP client {SessionId} ended: {Reason}, {SentBytes} bytes sent, after {Seconds:F1} s.")]
    public static partial void HttpEnded(this ILogger logger, string sessionId, SessionEndReason reason, long sentBytes, double seconds);

    /// <summary>A viewer was refused.</summary>
    [LoggerMessage(3002, LogLevel.Information, "HTTP client {SessionId} was refused, code {Code}: {Message}")]
    public static partial void HttpRefused(this ILogger logger, string sessionId, int code, string message);

    /// <summary>A viewer over WebSocket broke the protocol or a limit.</summary>
    [LoggerMessage(3003, LogLevel.Debug, "HTTP client {SessionId} was cut off: {Message}")]
    public static partial void WebSocketBroke(this ILogger logger, string sessionId, string message);
}
