using Srs.Media.Configuration;

namespace Srs.Media.Cluster;

/// <summary>Whether a virtual host is an edge, and of which origins; section <c>Cluster</c>.</summary>
public sealed record ClusterOptions
{
    /// <summary>Local or remote. Default local.</summary>
    public ClusterMode Mode { get; init; } = ClusterMode.Local;

    /// <summary>The servers that streams are pulled from, <c>host[:port]</c>, several separated by spaces; port 1935 unless given. Default none.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Virtual host asked of the origin; <c>[vhost]</c> stands for the viewer's. Default <c>[vhost]</c>, as SRS.</summary>
    public string Vhost { get; init; } = VhostPlaceholder;

    /// <summary>How streams are pulled: <c>rtmp</c>, <c>flv</c> or <c>flvs</c>. Default rtmp, as SRS.</summary>
    [NotAvailableYet("pulling by HTTP-FLV")]
    public string Protocol { get; init; } = "rtmp";

    /// <summary>Whether the client's protocol decides that. Default false.</summary>
    [NotAvailableYet("pulling by HTTP-FLV")]
    public bool FollowClient { get; init; }

    /// <summary>Whether origins check the client's token before an edge lets it play. Default false.</summary>
    [NotAvailableYet("asking origins to check tokens")]
    public bool TokenTraverse { get; init; }

    /// <summary>Whether this origin asks others for streams that it lacks. Default false.</summary>
    [NotAvailableYet("a cluster of origins")]
    public bool OriginCluster { get; init; }

    /// <summary>The APIs of these others, <c>host:port</c>, several separated by spaces. Default none.</summary>
    [NotAvailableYet("a cluster of origins")]
    public string Coworkers { get; init; } = "";

    /// <summary>Whether origins are told which server pulls: its version, process and connection. Default true, as SRS.</summary>
    public bool DebugSrsUpnode { get; init; } = true;

    /// <summary>What stands for the viewer's virtual host in <see cref="Vhost"/>.</summary>
    internal const string VhostPlaceholder = "[vhost]";
}
