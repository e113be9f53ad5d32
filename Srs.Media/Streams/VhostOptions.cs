using Srs.Media.Access;
using Srs.Media.Cluster;

namespace Srs.Media.Streams;

/// <summary>What a virtual host allows and how it plays and publishes; section <c>Srs:DefaultVhost</c> or <c>Srs:Vhosts:&lt;name&gt;</c>.</summary>
/// <remarks>Immutable; a session keeps the one it began with. Names follow SRS's directives without their underscores.</remarks>
public sealed record VhostOptions
{
    /// <summary>Whether clients are let in at all. Default true.</summary>
    public bool Enabled { get; init; } = true;

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
}
