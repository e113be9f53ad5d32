using Srs.Media.Access;
using Srs.Media.Configuration;

namespace Srs.Media.Streams;

/// <summary>HTTP callbacks of a virtual host; section <c>HttpHooks</c>.</summary>
/// <remarks>Each event has URLs of http or https, several separated by spaces or as a list, which are called one after the other.</remarks>
public sealed record HttpHooksOptions
{
    /// <summary>Whether callbacks are made. Default false, as SRS.</summary>
    public bool Enabled { get; init; }

    /// <summary>Asked when an RTMP connection first wants a stream; a refusal ends the connection. Default empty.</summary>
    public string OnConnect { get; init; } = "";

    /// <summary>Told when an RTMP connection that wanted a stream has ended, with the bytes that it moved. Default empty.</summary>
    public string OnClose { get; init; } = "";

    /// <summary>Asked before a client may publish. Default empty.</summary>
    public string OnPublish { get; init; } = "";

    /// <summary>Told when a publisher has left its stream. Default empty.</summary>
    public string OnUnpublish { get; init; } = "";

    /// <summary>Asked before a client may play. Default empty.</summary>
    public string OnPlay { get; init; } = "";

    /// <summary>Told when a viewer has left its stream. Default empty.</summary>
    public string OnStop { get; init; } = "";

    /// <summary>For recorded files. Default empty.</summary>
    [NotAvailableYet("recording")]
    public string OnDvr { get; init; } = "";

    /// <summary>Told of each HLS segment. Default empty.</summary>
    public string OnHls { get; init; } = "";

    /// <summary>
    /// Got (GET) for each HLS segment, with <c>[app]</c>, <c>[stream]</c>, <c>[ts_url]</c>, <c>[param]</c>, <c>[server_id]</c> and <c>[service_id]</c> replaced.
    /// Default empty.
    /// </summary>
    public string OnHlsNotify { get; init; } = "";

    /// <summary>Key with which callbacks are signed (HMAC-SHA256, header <c>X-Srs-Signature</c>); empty for no signature. Default empty.</summary>
    [Secret]
    public string Secret { get; init; } = "";

    /// <summary>Longest time that one call may take, the connecting included, at most 5 minutes. Default 30 s, as SRS.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often OnClose, OnUnpublish, OnStop, OnHls and OnHlsNotify are tried again when the address cannot be reached, is too slow, or answers 408, 429 or 5xx: after 1 s,
    /// 2 s, 4 s and so on; 0 to 10. Events that are asked are not tried again, for the client waits. Default 3.
    /// </summary>
    public int Retries { get; init; } = 3;
}
