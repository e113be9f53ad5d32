using Srs.Media.Streams;

namespace Srs.Web.Callbacks;

/// <summary>SRS's names of the events, which are also the <c>action</c> of their payload.</summary>
internal static class CallbackEvent
{
    public const string OnConnect = "on_connect";
    public const string OnClose = "on_close";
    public const string OnPublish = "on_publish";
    public const string OnUnpublish = "on_unpublish";
    public const string OnPlay = "on_play";
    public const string OnStop = "on_stop";
    public const string OnHls = "on_hls";
    public const string OnHlsNotify = "on_hls_notify";

    /// <summary>Not one of SRS's events: the server's own sign of life, which goes the same way.</summary>
    public const string Heartbeat = "heartbeat";

    /// <summary>The addresses of an event, as configured.</summary>
    public static string UrlsOf(string name, HttpHooksOptions hooks) => name switch
    {
        OnConnect => hooks.OnConnect,
        OnClose => hooks.OnClose,
        OnPublish => hooks.OnPublish,
        OnUnpublish => hooks.OnUnpublish,
        OnPlay => hooks.OnPlay,
        OnStop => hooks.OnStop,
        OnHls => hooks.OnHls,
        OnHlsNotify => hooks.OnHlsNotify,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such event."),
    };
}
