using System.Net;
using Microsoft.Extensions.Logging;
using Srs.Media.Frames;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Every log line of WebRTC; event ids 2100 to 2199.</summary>
internal static partial class RtcLog
{
    [LoggerMessage(2100, LogLevel.Information, "WebRTC client {SessionId} from {Remote} publishes {Stream}: {Tracks}.")]
    public static partial void RtcPublishes(this ILogger logger, string sessionId, IPAddress? remote, StreamKey stream, string tracks);

    [LoggerMessage(2101, LogLevel.Information, "WebRTC client {SessionId} from {Remote} plays {Stream}: {Tracks}.")]
    public static partial void RtcPlays(this ILogger logger, string sessionId, IPAddress? remote, StreamKey stream, string tracks);

    [LoggerMessage(2102, LogLevel.Information, "WebRTC client {SessionId} was refused, code {Code}: {Message}")]
    public static partial void RtcRefused(this ILogger logger, string sessionId, int code, string message);

    [LoggerMessage(2103, LogLevel.Information, "WebRTC client {SessionId} is connected by {Path}, {Milliseconds:F0} ms after its offer.")]
    public static partial void RtcConnected(this ILogger logger, string sessionId, string path, double milliseconds);

    [LoggerMessage(2104, LogLevel.Information, "WebRTC client {SessionId} ended: {Reason}, {ReceivedBytes} bytes received, {SentBytes} sent, after {Seconds:F1} s. {Detail}")]
    public static partial void RtcEnded(
        this ILogger logger, string sessionId, SessionEndReason reason, long receivedBytes, long sentBytes, double seconds, string detail);

    [LoggerMessage(2105, LogLevel.Warning, "{Stream} has B-frames, which WebRTC players cannot show as they are: its pictures {Fate}. {Advice}")]
    public static partial void RtcHasBFrames(this ILogger logger, StreamKey stream, string fate, string advice);

    [LoggerMessage(2106, LogLevel.Warning, "{Stream} has sound as {Codec}, which WebRTC players get no sound of here; send AAC, MP3, Opus or G.711, and see that FFmpeg's libraries are installed.")]
    public static partial void RtcLacksSound(this ILogger logger, StreamKey stream, MediaCodec codec);

    [LoggerMessage(2190, LogLevel.Error, "A fault in serving WebRTC; the session that met it may stand still.")]
    public static partial void RtcFault(this ILogger logger, Exception exception);
}
