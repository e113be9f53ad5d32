using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Containers.Flv;
using Srs.Media.Streams;

namespace Srs.Media.Ingest;

/// <summary>Every log line of publishers over HTTP; event ids 3100 to 3199.</summary>
public static partial class IngestLog
{
    /// <summary>A publisher began.</summary>
    [LoggerMessage(3100, LogLevel.Information, "HTTP client {SessionId} from {Remote} publishes {Stream}.")]
    public static partial void HttpPublishes(this ILogger logger, string sessionId, IPAddress? remote, StreamKey stream);

    /// <summary>A publisher ended.</summary>
    [LoggerMessage(3101, LogLevel.Information, "HTTP client {SessionId} ended: {Reason}, {ReceivedBytes} bytes received, after {Seconds:F1} s.")]
    public static partial void HttpPublisherEnded(this ILogger logger, string sessionId, SessionEndReason reason, long receivedBytes, double seconds);

    /// <summary>A publisher was refused.</summary>
    [LoggerMessage(3102, LogLevel.Information, "HTTP client {SessionId} was refused, code {Code}: {Message}")]
    public static partial void HttpPublisherRefused(this ILogger logger, string sessionId, int code, string message);

    /// <summary>What a publisher sent cannot be read.</summary>
    [LoggerMessage(3103, LogLevel.Debug, "HTTP client {SessionId} was cut off: {Message}")]
    public static partial void HttpPublisherBroke(this ILogger logger, string sessionId, string message);

    /// <summary>What a publisher sent was partly damaged.</summary>
    [LoggerMessage(3104, LogLevel.Debug, "HTTP client {SessionId} sent {Dropped} damaged tags, the last because of {Reason}.")]
    public static partial void HttpDamagedMedia(this ILogger logger, string sessionId, long dropped, FlvDropReason reason);
}
