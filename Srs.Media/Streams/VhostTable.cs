using System.Collections.Frozen;

namespace Srs.Media.Streams;

/// <summary>The virtual hosts as one immutable snapshot.</summary>
public sealed class VhostTable
{
    /// <summary>Name of the virtual host that takes every host name not configured.</summary>
    public const string DefaultName = "__defaultVhost__";

    private readonly FrozenDictionary<string, (string Name, VhostOptions Options)> _vhosts;

    /// <summary>Makes a table.</summary>
    /// <param name="defaultVhost">Taken for every name that <paramref name="vhosts"/> lacks.</param>
    /// <param name="vhosts">By name, in any case.</param>
    public VhostTable(VhostOptions defaultVhost, IEnumerable<KeyValuePair<string, VhostOptions>> vhosts)
    {
        Default = defaultVhost;
        _vhosts = vhosts.ToFrozenDictionary(static v => v.Key, static v => (v.Key, v.Value), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The options of <see cref="DefaultName"/>.</summary>
    public VhostOptions Default { get; }

    /// <summary>Finds the virtual host that serves <paramref name="host"/>.</summary>
    /// <returns>Its name as configured, or <see cref="DefaultName"/>, and its options.</returns>
    public (string Name, VhostOptions Options) Resolve(string host) => _vhosts.GetValueOrDefault(host, (DefaultName, Default));
}
