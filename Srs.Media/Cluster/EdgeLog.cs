using Microsoft.Extensions.Logging;
using Srs.Media.Streams;

namespace Srs.Media.Cluster;

/// <summary>Every log line of clusters; event ids 5000 to 5099.</summary>
internal static partial class EdgeLog
{
    [LoggerMessage(5000, LogLevel.Information, "Edge client {SessionId} pulls {Stream} from {Origin}.")]
    public static partial void Pulls(this ILogger logger, string sessionId, StreamKey stream, EdgeOrigin origin);

    [LoggerMessage(5001, LogLevel.Information, "Edge client {SessionId} ended: {Reason}, {ReceivedBytes} bytes received, after {Seconds:F1} s.")]
    public static partial void PullEnded(this ILogger logger, string sessionId, SessionEndReason reason, long receivedBytes, double seconds);

    [LoggerMessage(5002, LogLevel.Warning, "Edge cannot pull {Stream} from {Origin}: {Failure}. The next origin is tried every {Seconds} s while somebody watches.")]
    public static partial void CannotPull(this ILogger logger, StreamKey stream, EdgeOrigin origin, string failure, double seconds);

    [LoggerMessage(5003, LogLevel.Debug, "Edge still cannot pull {Stream}, now from {Origin}: {Failure}; {Failures} failures in a row.")]
    public static partial void StillCannotPull(this ILogger logger, StreamKey stream, EdgeOrigin origin, string failure, int failures);

    [LoggerMessage(5090, LogLevel.Error, "Edge pull of {Stream} ended by a fault of the server.")]
    public static partial void PullFailed(this ILogger logger, StreamKey stream, Exception exception);

    [LoggerMessage(5091, LogLevel.Error, "Edge client {SessionId}, which pulls {Stream}, ended by a fault of the server.")]
    public static partial void SessionFailed(this ILogger logger, string sessionId, StreamKey stream, Exception exception);
}
