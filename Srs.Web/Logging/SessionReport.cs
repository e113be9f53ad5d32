using Srs.Media.Streams;
using Srs.Web.Reload;

namespace Srs.Web.Logging;

/// <summary>Logs running sessions now and then: one of each kind, another one each time, so that the log grows no faster with more of them.</summary>
/// <remarks>SRS's <c>pithy_print_ms</c>, whose log thins out likewise.</remarks>
internal sealed partial class SessionReport(RunningOptions running, SessionRegistry sessions, TimeProvider clock, ILogger<SessionReport> logger)
{
    /// <summary>Id of the session that was logged last, by kind.</summary>
    private readonly Dictionary<string, string> _last = [];
    private long _reportedAt = clock.GetTimestamp();

    /// <summary>Called once a second, by one thread at a time.</summary>
    public void OnTick()
    {
        var interval = running.Current.PithyPrintMs;
        if (interval <= TimeSpan.Zero || clock.GetElapsedTime(_reportedAt) < interval)
        {
            return;
        }

        _reportedAt = clock.GetTimestamp();
        foreach (var kind in sessions.Sessions.Select(static session => session.Describe()).OfType<SessionInfo>().GroupBy(static info => info.Type))
        {
            var next = Next(kind, _last.GetValueOrDefault(kind.Key, ""));
            _last[kind.Key] = next.Id;
            LogSession(
                next.Id, kind.Key, next.Stream, next.Alive.TotalSeconds, next.ReceiveRate.ThirtySeconds / 1000.0, next.SendRate.ThirtySeconds / 1000.0, next.DroppedFrames, kind.Count());
        }
    }

    /// <summary>The one after the last by id, or else the first.</summary>
    private static SessionInfo Next(IEnumerable<SessionInfo> kind, string last)
    {
        SessionInfo? first = null, next = null;
        foreach (var info in kind)
        {
            first = first is null || string.CompareOrdinal(info.Id, first.Id) < 0 ? info : first;
            if (string.CompareOrdinal(info.Id, last) > 0 && (next is null || string.CompareOrdinal(info.Id, next.Id) < 0))
            {
                next = info;
            }
        }

        return next ?? first!;
    }

    [LoggerMessage(4050, LogLevel.Information, "Session {SessionId} ({Type}) of {Stream} after {Seconds:F0} s: {ReceivedKbps:F0} kbit/s in, {SentKbps:F0} kbit/s out, {Dropped} frames dropped; one of {Count}.")]
    private partial void LogSession(string sessionId, string type, StreamKey stream, double seconds, double receivedKbps, double sentKbps, long dropped, int count);
}
