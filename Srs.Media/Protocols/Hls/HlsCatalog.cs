using System.Collections.Concurrent;

namespace Srs.Media.Protocols.Hls;

/// <summary>What there is of HLS by virtual host and path, so that no name from the wire has to be taken apart or looked for on disk. Thread-safe.</summary>
public sealed class HlsCatalog
{
    private readonly ConcurrentDictionary<(string Vhost, string Path), HlsResource> _resources = new();

    /// <summary>Number of resources.</summary>
    public int Count => _resources.Count;

    /// <summary>Finds a resource.</summary>
    /// <param name="vhost">Name of the virtual host, resolved.</param>
    /// <param name="path">Path of the request, decoded once.</param>
    public HlsResource? Find(string vhost, string path) => _resources.GetValueOrDefault((vhost, path.TrimStart('/')));

    /// <summary>Adds a resource, in the place of one that had the path before.</summary>
    internal void Add(string vhost, string path, HlsResource resource) => _resources[(vhost, path)] = resource;

    /// <summary>Takes a resource out, unless another has its path now.</summary>
    internal void Remove(string vhost, string path, HlsStream stream)
    {
        if (_resources.TryGetValue((vhost, path), out var resource) && ReferenceEquals(resource.Stream, stream))
        {
            _resources.TryRemove(new KeyValuePair<(string, string), HlsResource>((vhost, path), resource));
        }
    }
}
