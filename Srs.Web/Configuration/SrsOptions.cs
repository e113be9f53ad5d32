using Srs.Media.Protocols.Rtmp;
using Srs.Media.Streams;

namespace Srs.Web.Configuration;

/// <summary>All settings as one immutable snapshot; section <c>Srs</c>.</summary>
internal sealed record SrsOptions
{
    /// <summary>Most TCP connections of all protocols together; null takes what the limit of open files carries. Default null.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>RTMP over TCP.</summary>
    public RtmpOptions Rtmp { get; init; } = new();

    /// <summary>RTMP over TLS.</summary>
    public TlsListenOptions Rtmps { get; init; } = new() { Listen = "1936" };

    /// <summary>The certificate of all TLS listeners that have none of their own.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>The port of streams, players and console.</summary>
    public HttpListenOptions HttpServer { get; init; } = new() { Listen = "8080", Https = new() { Listen = "8088" } };

    /// <summary>The port where SRS's users expect the API; it answers the same routes.</summary>
    public HttpApiOptions HttpApi { get; init; } = new() { Listen = "1985", Https = new() { Listen = "1990" } };

    /// <summary>Ports of their own that take streams in other forms, by name.</summary>
    public IReadOnlyDictionary<string, StreamCasterOptions> StreamCasters { get; init; } = new Dictionary<string, StreamCasterOptions>();

    /// <summary>The virtual host for every host name that <see cref="Vhosts"/> lacks; SRS's <c>__defaultVhost__</c>.</summary>
    public VhostOptions DefaultVhost { get; init; } = new();

    /// <summary>Other virtual hosts by host name.</summary>
    public IReadOnlyDictionary<string, VhostOptions> Vhosts { get; init; } = new Dictionary<string, VhostOptions>();
}
