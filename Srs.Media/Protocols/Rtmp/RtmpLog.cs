using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Containers.Flv;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Every log line of RTMP; event ids 2000 to 2099.</summary>
internal static partial class RtmpLog
{
    [LoggerMessage(2000, LogLevel.Information, "RTMP client {SessionId} connected from {Remote} to {App}.")]
    public static partial void Connected(this ILogger logger, string sessionId, EndPoint? remote, string app);

    [LoggerMessage(2001, LogLevel.Information, "RTMP client {SessionId} publishes {Stream} ({Type}).")]
    public static partial void Publishes(this ILogger logger, string sessionId, StreamKey stream, string type);

    [LoggerMessage(2002, LogLevel.Information, "RTMP client {SessionId} stopped publishing {Stream}: {Messages} messages, {Dropped} dropped.")]
    public static partial void Unpublished(this ILogger logger, string sessionId, StreamKey stream, long messages, long dropped);

    [LoggerMessage(2003, LogLevel.Information, "RTMP client {SessionId} plays {Stream}.")]
    public static partial void Plays(this ILogger logger, string sessionId, StreamKey stream);

    [LoggerMessage(2004, LogLevel.Information, "RTMP client {SessionId} was refused, code {Code}: {Message}")]
    public static partial void Refused(this ILogger logger, string sessionId, int code, string message);

    [LoggerMessage(2005, LogLevel.Information, "RTMP client {SessionId} ended: {Reason}, {ReceivedBytes} bytes received, {SentBytes} sent, after {Seconds:F1} s.")]
    public static partial void Ended(this ILogger logger, string sessionId, SessionEndReason reason, long receivedBytes, long sentBytes, double seconds);

    [LoggerMessage(2006, LogLevel.Information, "RTMP client {SessionId} was asked to connect again, to {Address}.")]
    public static partial void ReconnectRequested(this ILogger logger, string sessionId, string address);

    [LoggerMessage(2007, LogLevel.Information, "RTMP client {SessionId} is ended, code {Code}: nobody has watched it for {Seconds:F1} s.")]
    public static partial void NobodyWatches(this ILogger logger, string sessionId, int code, double seconds);

    [LoggerMessage(2010, LogLevel.Debug, "RTMP connection {SessionId} from {Remote} ended before its connect command: {Reason}, {ReceivedBytes} bytes received.")]
    public static partial void EndedEarly(this ILogger logger, string sessionId, EndPoint? remote, SessionEndReason reason, long receivedBytes);

    [LoggerMessage(2011, LogLevel.Debug, "RTMP client {SessionId} broke the protocol: {Message}")]
    public static partial void PeerBrokeProtocol(this ILogger logger, string sessionId, string message);

    [LoggerMessage(2012, LogLevel.Debug, "RTMP client {SessionId} lost its connection: {Message}")]
    public static partial void PeerReset(this ILogger logger, string sessionId, string message);

    [LoggerMessage(2013, LogLevel.Debug, "RTMP client {SessionId} sent damaged media, the last of it: {Drop}.")]
    public static partial void DamagedMedia(this ILogger logger, string sessionId, FlvDropReason drop);

    [LoggerMessage(2014, LogLevel.Debug, "RTMP client {SessionId} is closed: {Reason}, {Message}")]
    public static partial void TimedOut(this ILogger logger, string sessionId, SessionEndReason reason, string message);

    [LoggerMessage(2090, LogLevel.Error, "RTMP client {SessionId} ended by a fault of the server.")]
    public static partial void SessionFailed(this ILogger logger, string sessionId, Exception exception);
}
