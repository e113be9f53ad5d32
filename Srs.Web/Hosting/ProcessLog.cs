using Srs.Web.Configuration;

namespace Srs.Web.Hosting;

/// <summary>What is logged about the process; event ids 4030 to 4039.</summary>
internal static partial class ProcessLog
{
    [LoggerMessage(4030, LogLevel.Information, "XCORE-{Signature}")]
    public static partial void Started(this ILogger logger, string signature);

    [LoggerMessage(4031, LogLevel.Information, "A graceful stop begins: the ports are closed in {Seconds:F1} s, and {Sessions} sessions may go on until they end.")]
    public static partial void GracefulStopBegins(this ILogger logger, double seconds, int sessions);

    [LoggerMessage(4032, LogLevel.Information, "The graceful stop waits for {Sessions} sessions; SIGINT ends the wait.")]
    public static partial void GracefulStopWaits(this ILogger logger, int sessions);

    [LoggerMessage(4033, LogLevel.Error, "The graceful stop failed by a fault of the server, which stops at once.")]
    public static partial void GracefulStopFailed(this ILogger logger, Exception exception);

    [LoggerMessage(4034, LogLevel.Information, "The process that started the server has ended, and so does the server (Srs:Asprocess).")]
    public static partial void ParentEnded(this ILogger logger);

    [LoggerMessage(4035, LogLevel.Error, "A connection to {Address} was lost by a fault of the server.")]
    public static partial void AcceptFailed(this ILogger logger, ListenAddress address, Exception exception);

    [LoggerMessage(4036, LogLevel.Information, "The server listens on {Address} for {Purpose}.")]
    public static partial void Listens(this ILogger logger, ListenAddress address, string purpose);

    [LoggerMessage(4037, LogLevel.Information, "The server does not listen on {Address} any more; connections that came by it go on.")]
    public static partial void ListensNoMore(this ILogger logger, ListenAddress address);
}
