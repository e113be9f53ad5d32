namespace Srs.Web.Callbacks;

/// <summary>What is logged about callbacks and the heartbeat; addresses without what may be secret.</summary>
internal static partial class CallbackLog
{
    [LoggerMessage(4020, LogLevel.Warning, "Callback {Event} of {Vhost} to {Url} failed: {Error} More of the same are at Debug; GET /api/v1/callbacks shows them.")]
    public static partial void CallbackFailed(this ILogger logger, string @event, string vhost, string url, string error);

    [LoggerMessage(4021, LogLevel.Debug, "Callback {Event} of {Vhost} for client {Client} to {Url} failed at attempt {Attempt}: {Error}")]
    public static partial void CallbackFailedAgain(this ILogger logger, string @event, string vhost, string client, string url, int attempt, string error);

    [LoggerMessage(4022, LogLevel.Warning, "Callbacks of {Vhost} are not taken as fast as they come: {Dropped} were dropped so far, the oldest first.")]
    public static partial void CallbacksDropped(this ILogger logger, string vhost, long dropped);

    [LoggerMessage(4024, LogLevel.Error, "A callback failed by a fault of the server.")]
    public static partial void CallbackFault(this ILogger logger, Exception exception);

    [LoggerMessage(4025, LogLevel.Warning, "{Count} callbacks of {Vhost} were not delivered before the server stopped.")]
    public static partial void CallbacksLost(this ILogger logger, int count, string vhost);
}
