using Srs.Media.Access;
using Srs.Media.Cluster;
using Srs.Media.Configuration;

namespace Srs.Media.Streams;

/// <summary>What a virtual host allows and how it plays and publishes; section <c>Srs:DefaultVhost</c> or <c>Srs:Vhosts:&lt;name&gt;</c>.</summary>
/// <remarks>Immutable; a session keeps the one it began with. Names follow SRS's directives without their underscores.</remarks>
public sealed record VhostOptions
{
    /// <summary>Whether clients are let in at all. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Accepted: latency is that of <c>Play:MwLatency</c> here. Default false.</summary>
    public bool MinLatency { get; init; }

    /// <summary>Accepted: TCP never waits to fill packets here. Default false.</summary>
    public bool TcpNodelay { get; init; }

    /// <summary>RTMP chunk size towards clients in bytes, 128 to 65536; 0 takes <c>Srs:Rtmp:ChunkSize</c>. Default 0.</summary>
    public int ChunkSize { get; init; }

    /// <summary>Acknowledgement window asked of RTMP clients that set none, in bytes; 0 sends acknowledgements only on request. Default 0.</summary>
    public int InAckSize { get; init; }

    /// <summary>Acknowledgement window announced to RTMP clients, in bytes. Default 2500000, as SRS.</summary>
    public int OutAckSize { get; init; } = 2_500_000;

    /// <summary>How streams are played.</summary>
    public PlayOptions Play { get; init; } = new();

    /// <summary>How streams are published.</summary>
    public PublishOptions Publish { get; init; } = new();

    /// <summary>Streams over HTTP.</summary>
    public HttpRemuxOptions HttpRemux { get; init; } = new();

    /// <summary>Whether streams come from other servers.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>Which addresses may publish and play.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Which pages may embed players and publishers.</summary>
    public ReferOptions Refer { get; init; } = new();

    /// <summary>Who has to show a credential, and which are good.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>How much of it may be used at a time.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Web addresses that are asked or told when clients come and go.</summary>
    public HttpHooksOptions HttpHooks { get; init; } = new();

    /// <summary>HLS.</summary>
    public HlsOptions Hls { get; init; } = new();

    /// <summary>MPEG-DASH.</summary>
    public DashOptions Dash { get; init; } = new();

    /// <summary>Which streams are renditions of one.</summary>
    public RenditionOptions Renditions { get; init; } = new();

    /// <summary>Adobe HDS.</summary>
    [NotAvailableYet("HDS")]
    public HdsOptions Hds { get; init; } = new();

    /// <summary>Recording.</summary>
    [NotAvailableYet("recording")]
    public DvrOptions Dvr { get; init; } = new();

    /// <summary>Streams over WebRTC.</summary>
    public RtcOptions Rtc { get; init; } = new();

    /// <summary>Streams over SRT.</summary>
    [NotAvailableYet("SRT")]
    public SrtOptions Srt { get; init; } = new();

    /// <summary>Streams over RTSP.</summary>
    [NotAvailableYet("RTSP")]
    public RtspOptions Rtsp { get; init; } = new();

    /// <summary>Passing streams on to other servers.</summary>
    [NotAvailableYet("passing streams on")]
    public ForwardOptions Forward { get; init; } = new();

    /// <summary>Files over HTTP.</summary>
    [NotAvailableYet("serving files of a virtual host")]
    public HttpStaticOptions HttpStatic { get; init; } = new();

    /// <summary>Programs run for streams.</summary>
    [NotAvailableYet("running programs for streams")]
    public ExecOptions Exec { get; init; } = new();

    /// <summary>Transcoding by scope: <c>all</c>, <c>app</c> or <c>app/stream</c>.</summary>
    [NotAvailableYet("transcoding")]
    public IReadOnlyDictionary<string, TranscodeOptions> Transcode { get; init; } = new Dictionary<string, TranscodeOptions>();

    /// <summary>Streams and files that are fetched, by name.</summary>
    [NotAvailableYet("fetching streams with FFmpeg")]
    public IReadOnlyDictionary<string, IngestOptions> Ingest { get; init; } = new Dictionary<string, IngestOptions>();
}
