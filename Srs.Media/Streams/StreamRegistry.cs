using System.Collections.Immutable;
using Srs.Media.Egress;

namespace Srs.Media.Streams;

/// <summary>The streams that are there, by name. Thread-safe.</summary>
/// <remarks>Lock order: registry, stream.</remarks>
public sealed class StreamRegistry(TimeProvider clock, WireMemory memory)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, LiveStream> _streams = [];
    private readonly Dictionary<string, VhostTotals> _vhosts = [];

    /// <summary>Raised when a source begins where there was none, with the snapshot that it keeps. Handlers return at once and never throw.</summary>
    public event Action<LiveStream, VhostOptions>? Published;

    /// <summary>All streams, in no particular order.</summary>
    public ImmutableArray<LiveStream> Streams
    {
        get
        {
            lock (_gate)
            {
                return [.. _streams.Values];
            }
        }
    }

    /// <summary>What the virtual hosts that had traffic have counted, streams that are over included.</summary>
    public ImmutableArray<VhostInfo> DescribeVhosts()
    {
        // Under one lock with Remove, so that a stream that ends is counted once: here, or among the ended ones.
        lock (_gate)
        {
            var streams = _streams.Values.Select(static stream => stream.Describe()).ToLookup(static stream => stream.Key.Vhost);
            return [.. _vhosts.Values.Select(vhost => vhost.Describe(streams[vhost.Name]))];
        }
    }

    /// <summary>Describes a stream's virtual host by name.</summary>
    /// <returns>Its id for the API, or null when it never had traffic.</returns>
    public string? FindVhostId(string vhost)
    {
        lock (_gate)
        {
            return _vhosts.TryGetValue(vhost, out var totals) ? totals.Id : null;
        }
    }

    /// <summary>Finds a stream.</summary>
    public LiveStream? Find(StreamKey key)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(key);
        }
    }

    /// <summary>Keeps the entry of a stream, which is made when it is not there, for whoever asks before publishing or playing. The caller disposes it.</summary>
    /// <param name="key">The stream.</param>
    /// <param name="options">Options of its virtual host.</param>
    public StreamHold Hold(StreamKey key, VhostOptions options)
    {
        while (true)
        {
            var stream = GetOrAdd(key, options);
            if (stream.TryHold() is { } hold)
            {
                return hold;
            }

            Remove(stream);
        }
    }

    /// <summary>Takes the samples of this second and forgets the streams that are over.</summary>
    public void OnTick()
    {
        foreach (var stream in Streams)
        {
            if (stream.OnTick())
            {
                Remove(stream);
            }
        }
    }

    internal PublishLease Publish(StreamKey key, ISession session, VhostOptions options, SourceKind kind = SourceKind.Publisher)
    {
        while (true)
        {
            var stream = GetOrAdd(key, options);
            if (stream.TryPublish(session, options, kind) is { } lease)
            {
                return lease;
            }

            Remove(stream);
        }
    }

    internal PlayLease Play(StreamKey key, ISession session, VhostOptions options, AccessRequest? request = null)
    {
        while (true)
        {
            var stream = GetOrAdd(key, options);
            if (stream.TryPlay(session, request) is { } lease)
            {
                return lease;
            }

            Remove(stream);
        }
    }

    private LiveStream GetOrAdd(StreamKey key, VhostOptions options)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(key, out var stream))
            {
                stream = new LiveStream(key, options, clock, memory, (published, snapshot) => Published?.Invoke(published, snapshot));
                _streams.Add(key, stream);
                if (!_vhosts.ContainsKey(key.Vhost))
                {
                    _vhosts.Add(key.Vhost, new VhostTotals(key.Vhost));
                }
            }

            return stream;
        }
    }

    private void Remove(LiveStream stream)
    {
        var last = stream.Describe();
        lock (_gate)
        {
            if (_streams.TryGetValue(stream.Key, out var current) && current == stream)
            {
                _streams.Remove(stream.Key);
                _vhosts[stream.Key.Vhost].AddEnded(last);
            }
        }
    }
}
