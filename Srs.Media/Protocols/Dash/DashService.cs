using Microsoft.Extensions.Logging;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Dash;

/// <summary>Remembers what is listed of each stream whose virtual host wants DASH. Thread-safe.</summary>
/// <param name="store">Where segments are kept.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
public sealed class DashService(SegmentStore store, TimeProvider clock, ILogger<DashService> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, DashStream> _streams = [];

    /// <summary>Finds what is listed of a stream.</summary>
    public DashStream? Find(StreamKey stream)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(stream);
        }
    }

    /// <summary>Forgets what is over; once a second.</summary>
    public void OnTick()
    {
        lock (_gate)
        {
            foreach (var (key, _) in _streams.Where(static entry => entry.Value.OnTick()).ToList())
            {
                _streams.Remove(key);
            }
        }
    }

    /// <summary>What is listed of a stream that is about to be cut; kept until <see cref="DashStream.End"/>.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="options">Its options.</param>
    /// <param name="first">Number of its first segment, from 1, where nothing is listed yet.</param>
    internal DashStream Reserve(StreamKey stream, VhostOptions options, long first)
    {
        lock (_gate)
        {
            if (!_streams.TryGetValue(stream, out var dash))
            {
                _streams.Add(stream, dash = new DashStream(stream, options.Dash, store, clock, logger, Math.Max(1, first)));
            }

            dash.Reserve();
            return dash;
        }
    }
}
