using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Srs.Media.Configuration;
using Srs.Media.Frames;
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
    private readonly Dictionary<StreamKey, DashRenditions> _wholes = [];
    private readonly Dictionary<StreamKey, SortedSet<SegmenterTrack>> _tracks = [];

    /// <summary>Finds what is listed of a stream.</summary>
    public DashStream? Find(StreamKey stream)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(stream);
        }
    }

    /// <summary>Finds what is listed of a stream's renditions, itself included.</summary>
    /// <param name="whole">The stream.</param>
    /// <param name="options">Which streams are renditions of which.</param>
    public ImmutableArray<DashStream> FindRenditions(StreamKey whole, RenditionOptions options)
    {
        lock (_gate)
        {
            return
            [
                .. Renditions.NamesOf(whole, options)
                    .SelectMany(name => (_tracks.GetValueOrDefault(name) ?? []).Select(track => Renditions.TrackOf(name, track.Kind, track.Id)).Prepend(name))
                    .Select(name => _streams.GetValueOrDefault(name)).OfType<DashStream>(),
            ];
        }
    }

    /// <summary>The manifest of a stream of several renditions as it is now: written once for all who ask until one of them changes.</summary>
    /// <param name="whole">The stream.</param>
    /// <param name="options">Which streams are renditions of which.</param>
    /// <param name="isLowLatency">Whether it tells of the segments that are being written, too.</param>
    /// <returns>Null before the first segment.</returns>
    public DashManifest? GetManifest(StreamKey whole, RenditionOptions options, bool isLowLatency) =>
        GetWhole(whole, options).GetManifest(FindRenditions(whole, options), isLowLatency);

    /// <summary>Writes the manifest of a stream of several renditions for one viewer.</summary>
    /// <param name="whole">The stream.</param>
    /// <param name="options">Which streams are renditions of which.</param>
    /// <param name="isLowLatency">Whether it tells of the segments that are being written, too.</param>
    /// <param name="query">Put behind each address, with its leading <c>?</c>.</param>
    /// <returns>Null before the first segment.</returns>
    public byte[]? WriteManifest(StreamKey whole, RenditionOptions options, bool isLowLatency, string query) =>
        GetWhole(whole, options).WriteManifest(FindRenditions(whole, options), isLowLatency, query);

    /// <summary>Answers the requests that wait for segments; the server stops.</summary>
    public void StopWaiting()
    {
        lock (_gate)
        {
            foreach (var stream in _streams.Values)
            {
                stream.StopWaiting();
            }
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
                _tracks.Remove(key);
            }

            foreach (var (key, whole) in _wholes)
            {
                if (!whole.Names.Any(_streams.ContainsKey))
                {
                    _wholes.Remove(key);
                    whole.DeleteFile();
                }
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

            dash.HasOthers = () => FindRenditions(stream, options.Renditions).Length > 1;
            dash.Reserve();
            return dash;
        }
    }

    /// <summary>Writes the file of the manifest that a stream is in together with others, where there are files. Never fails.</summary>
    internal Task WriteWholeAsync(StreamKey stream, VhostOptions options)
    {
        var whole = Renditions.WholeOf(stream, options.Renditions);
        return options.Dash.DashPath.Length > 0 && FindRenditions(whole, options.Renditions) is var streams && streams.Any(other => other.Key != whole)
            ? GetWhole(whole, options.Renditions).WriteFileAsync(streams, options.Dash, logger)
            : Task.CompletedTask;
    }

    /// <summary>A stream has a further track.</summary>
    internal void AddTrack(StreamKey stream, SegmenterTrack track)
    {
        lock (_gate)
        {
            if (!_tracks.TryGetValue(stream, out var tracks))
            {
                _tracks.Add(stream, tracks = new SortedSet<SegmenterTrack>(Comparer<SegmenterTrack>.Create(static (a, b) => (a.Kind == MediaKind.Audio, a.Id).CompareTo((b.Kind == MediaKind.Audio, b.Id)))));
            }

            // Players that read the manifest of the stream alone do not find what they play in that of several.
            if (track.Kind == MediaKind.Video || _streams.GetValueOrDefault(stream) is not { IsListed: true })
            {
                tracks.Add(track);
            }
        }
    }

    private DashRenditions GetWhole(StreamKey whole, RenditionOptions options)
    {
        lock (_gate)
        {
            if (!_wholes.TryGetValue(whole, out var renditions))
            {
                _wholes.Add(whole, renditions = new DashRenditions(whole, options));
            }

            return renditions;
        }
    }
}
