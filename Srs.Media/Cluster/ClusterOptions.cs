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

    /// <summary>Whether origins are told which server pulls: its version, process and connection. Default true, as SRS.</summary>
    public bool DebugSrsUpnode { get; init; } = true;

    /// <summary>What stands for the viewer's virtual host in <see cref="Vhost"/>.</summary>
    internal const string VhostPlaceholder = "[vhost]";
}
