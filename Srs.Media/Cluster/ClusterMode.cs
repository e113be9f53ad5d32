namespace Srs.Media.Cluster;

/// <summary>Where a virtual host has its streams from.</summary>
public enum ClusterMode
{
    /// <summary>From its own publishers.</summary>
    Local,

    /// <summary>From other servers, the origins, as soon as somebody watches: an edge.</summary>
    Remote,
}
