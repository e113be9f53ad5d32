using Srs.Media.Configuration;
using Srs.Media.Protocols.Rtmp;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Web.Configuration;

/// <summary>All settings as one immutable snapshot; section <c>Srs</c>.</summary>
internal sealed partial record SrsOptions
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
    public HttpServerOptions HttpServer { get; init; } = new() { Listen = "8080", Https = new() { Listen = "8088" } };

    /// <summary>The port where SRS's users expect the API; it answers the same routes.</summary>
    public HttpApiOptions HttpApi { get; init; } = new() { Listen = "1985", Https = new() { Listen = "1990" } };

    /// <summary>Prometheus.</summary>
    public ExporterOptions Exporter { get; init; } = new();

    /// <summary>Load of the machine in the API.</summary>
    [NotAvailableYet("choosing what of the machine is measured")]
    public StatsOptions Stats { get; init; } = new();

    /// <summary>Shedding load.</summary>
    public CircuitBreakerOptions CircuitBreaker { get; init; } = new();

    /// <summary>The listener of WebRTC.</summary>
    public RtcServerOptions RtcServer { get; init; } = new();

    /// <summary>The listener of SRT.</summary>
    [NotAvailableYet("SRT")]
    public SrtServerOptions SrtServer { get; init; } = new();

    /// <summary>The listener of RTSP.</summary>
    [NotAvailableYet("RTSP")]
    public RtspServerOptions RtspServer { get; init; } = new();

    /// <summary>Ports of their own that take streams in other forms, by name.</summary>
    public IReadOnlyDictionary<string, StreamCasterOptions> StreamCasters { get; init; } = new Dictionary<string, StreamCasterOptions>();

    /// <summary>Where the segments of HLS are kept.</summary>
    public SegmentStoreOptions SegmentStore { get; init; } = new();

    /// <summary>Which addresses callbacks and heartbeat may go to.</summary>
    public CallbackOptions Callbacks { get; init; } = new();

    /// <summary>A sign of life that is posted to a web address.</summary>
    public HeartbeatOptions Heartbeat { get; init; } = new();

    /// <summary>The virtual host for every host name that <see cref="Vhosts"/> lacks; SRS's <c>__defaultVhost__</c>.</summary>
    public VhostOptions DefaultVhost { get; init; } = new();

    /// <summary>Other virtual hosts by host name.</summary>
    public IReadOnlyDictionary<string, VhostOptions> Vhosts { get; init; } = new Dictionary<string, VhostOptions>();
}
