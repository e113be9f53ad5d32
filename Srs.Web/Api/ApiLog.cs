using System.Net;

namespace Srs.Web.Api;

/// <summary>Every log line of the API; event ids 4080 to 4089. No line holds a query or a header, which may hold secrets.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(4080, LogLevel.Debug, "API: {Method} {Path} of {Remote} was refused: {Reason}")]
    public static partial void Refused(this ILogger logger, string method, string path, IPAddress? remote, string reason);

    [LoggerMessage(4081, LogLevel.Information, "API: {Caller} revoked credentials ({Id}); {Count} sessions were ended.")]
    public static partial void Revoked(this ILogger logger, string caller, string id, int count);

    [LoggerMessage(4082, LogLevel.Information, "API: {Caller} lifted the revocation {Id}.")]
    public static partial void Lifted(this ILogger logger, string caller, string id);

    [LoggerMessage(4083, LogLevel.Warning, "The key set at {Address} could not be had: {Reason} Tokens are checked with the keys known so far.")]
    public static partial void KeySetFailed(this ILogger logger, string address, string reason);
}
