namespace Srs.Web.Reload;

/// <summary>Every log line about changed settings; event ids 4070 to 4076. No line holds a value, which may be a secret.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(4070, LogLevel.Information, "Configuration: {Count} settings changed ({Keys}) by {Author}, {Trigger}; {Ended} sessions ended with their virtual host or key.")]
    public static partial void Changed(this ILogger logger, int count, string keys, string author, string trigger, int ended);

    [LoggerMessage(4071, LogLevel.Warning, "Configuration: {Keys} changed, but count only when the server is started again.")]
    public static partial void NeedsRestart(this ILogger logger, string keys);

    [LoggerMessage(4072, LogLevel.Warning, "Configuration: nothing was changed ({Trigger}), because of what is wrong: {Reason}")]
    public static partial void Refused(this ILogger logger, string trigger, string reason);

    [LoggerMessage(4073, LogLevel.Information, "Configuration: read again ({Trigger}); nothing has changed.")]
    public static partial void Unchanged(this ILogger logger, string trigger);

    [LoggerMessage(4074, LogLevel.Error, "Configuration: a reload failed.")]
    public static partial void Failed(this ILogger logger, Exception exception);

    [LoggerMessage(4075, LogLevel.Debug, "Configuration: a file cannot be looked at: {Reason}")]
    public static partial void CannotLook(this ILogger logger, string reason);
}
