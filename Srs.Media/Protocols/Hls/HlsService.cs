using Microsoft.Extensions.Logging;
using Srs.Media.Configuration;
using Srs.Media.Frames;
using Srs.Media.Protocols.Dash;
using Srs.Media.Segments;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Hls;

/// <summary>Cuts the streams whose virtual hosts want HLS or DASH, once for both, and remembers what HLS lists of each. Thread-safe.</summary>
public sealed partial class HlsService
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamKey, Running> _streams = [];
    private readonly StreamRegistry _registry;
    private readonly SegmentStore _store;
    private readonly Func<DateTimeOffset, DateTimeOffset> _toZone;
    private readonly TimeProvider _clock;
    private readonly ILogger<HlsService> _logger;
    private readonly DashService? _dash;
    private bool _isStopped;

    /// <summary>Makes the service; it sees every stream that is published from now on.</summary>
    /// <param name="registry">The streams.</param>
    /// <param name="store">Where segments are kept.</param>
    /// <param name="utc">Whether names have UTC; else the zone of the machine.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="dash">What DASH lists; null without.</param>
    public HlsService(StreamRegistry registry, SegmentStore store, bool utc, TimeProvider clock, ILogger<HlsService> logger, DashService? dash = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(clock);
        _registry = registry;
        _store = store;
        _clock = clock;
        _logger = logger;
        _dash = dash;
        _toZone = utc ? static time => time.ToUniversalTime() : time => TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone);
        registry.Published += OnPublished;
    }

    /// <summary>A segment of any stream has been listed. Handlers return at once and never throw.</summary>
    public event Action<HlsListing>? Listed;

    /// <summary>What there is by path.</summary>
    public HlsCatalog Catalog { get; } = new();

    /// <summary>Finds what is listed of a stream.</summary>
    public HlsStream? Find(StreamKey stream)
    {
        lock (_gate)
        {
            return _streams.GetValueOrDefault(stream)?.Stream;
        }
    }

    /// <summary>Forgets what is over; once a second.</summary>
    public void OnTick()
    {
        _store.OnTick();
        lock (_gate)
        {
            foreach (var (key, running) in _streams.Where(static entry => entry.Value.Stream.OnTick()).ToList())
            {
                _streams.Remove(key);
                running.Stream.Listed -= OnListed;
            }

            ForgetMasters();
            StopUnwatched();
        }
    }

    /// <summary>Answers the requests that wait for parts; the server stops.</summary>
    public void StopWaiting()
    {
        lock (_gate)
        {
            foreach (var running in _streams.Values)
            {
                running.Stream.LowLatency.Stop();
            }
        }
    }

    /// <summary>Completes the segments that are open and cuts no more.</summary>
    public async Task StopAsync()
    {
        Task[] tasks;
        lock (_gate)
        {
            _isStopped = true;
            foreach (var running in _streams.Values)
            {
                running.Segmenter?.Stop();
            }

            tasks = [.. _streams.Values.Select(static running => running.Task)];
        }

        await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    private void OnPublished(LiveStream live, VhostOptions options)
    {
        if (options.Hls.Enabled || (_dash is not null && options.Dash.Enabled))
        {
            if (options.Hls.HlsOnDemand)
            {
                Wait(live, options);
            }
            else
            {
                Start(new Waiting(live, options, Sequence: 0, DashNumber: 0));
            }
        }
    }

    /// <summary>Begins to cut a stream.</summary>
    /// <param name="waiting">The stream.</param>
    /// <param name="track">The further track of it that is cut by itself; null for the first of each kind.</param>
    private void Start(Waiting waiting, SegmenterTrack? track = null)
    {
        var (live, options, sequence, dashNumber) = waiting;
        var key = track is { } further ? Renditions.TrackOf(live.Key, further.Kind, further.Id) : live.Key;
        lock (_gate)
        {
            if (_isStopped)
            {
                return;
            }

            var running = GetOrAdd(key, options);
            if (track is not null && running.Segmenter is not null)
            {
                return;
            }

            running.IsTrack = track is not null;
            var main = running;
            if (track is { } one && _streams.TryGetValue(live.Key, out var first))
            {
                main = first;
                NoteTrack(live.Key, first, one);
                var discontinuities = _store.GetOrAdd(live.Key).Discontinuities;
                running.Stream.ContinueAfter(discontinuities);
                _store.GetOrAdd(key).ContinueAfter(discontinuities);
            }

            var clock = FindClock(key, options.Renditions);
            running.Clock = clock;

            var hls = running.Stream;
            hls.Reserve();
            hls.LowLatency.FindSiblings = () => FindPlaylists(key, options.Renditions);
            if (sequence > 0)
            {
                _store.ContinueAt(key, sequence);
            }

            var views = new SegmentViews(hls, _dash?.Reserve(key, options, dashNumber), options, clock, main.Sources, current => WriteWholesAsync(key, current));
            Action<StreamHeaders>? seen = track is null ? headers => StartTracks(live, options, headers) : null;
            var segmenter = new StreamSegmenter(live, key, track, _store, views.Begin, views.AddAsync, seen, _logger);
            (running.Live, running.Views, running.Segmenter, running.IsUnwatched) = (live, views, segmenter, false);
            running.Task = RunAsync(running.Task, running, segmenter, views);
        }
    }

    /// <summary>What is kept of a stream. Under the lock.</summary>
    private Running GetOrAdd(StreamKey key, VhostOptions options, (StreamKey Stream, MediaKind Kind)? track = null)
    {
        if (!_streams.TryGetValue(key, out var running))
        {
            var stream = new HlsStream(key, options.Hls, Catalog, _store, _toZone, _clock, _logger, track);
            stream.Listed += OnListed;
            _streams.Add(key, running = new Running(stream));
        }

        return running;
    }

    /// <summary>The timeline of a stream that may have renditions beside it, for as long as there is any of them. Under the lock.</summary>
    /// <returns>Null for one of its own.</returns>
    private RenditionClock? FindClock(StreamKey stream, RenditionOptions options)
    {
        if (!Renditions.AreNamed(options))
        {
            return null;
        }

        var whole = Renditions.WholeOf(stream, options);
        var other = _streams.Values.FirstOrDefault(running => running.Clock is not null && Renditions.WholeOf(running.Stream.Key, options) == whole);
        return other?.Clock ?? new RenditionClock();
    }

    /// <summary>Runs a segmenter after its predecessor, which may still be writing what is left of a former life of the stream.</summary>
    private async Task RunAsync(Task before, Running running, StreamSegmenter segmenter, SegmentViews views)
    {
        // Not on the publisher's thread.
        await Task.WhenAll(before).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await segmenter.RunAsync().ConfigureAwait(false);
        lock (_gate)
        {
            if (running.Segmenter == segmenter)
            {
                running.Segmenter = null;
                views.End(running.IsUnwatched);
                if (running.IsUnwatched)
                {
                    Forget(running.Stream.Key, views);
                }
            }

            segmenter.Dispose();
        }
    }

    private void OnListed(HlsListing listing) => Listed?.Invoke(listing);

    private sealed class Running(HlsStream stream)
    {
        public HlsStream Stream { get; } = stream;

        public LiveStream? Live { get; set; }

        public SegmentViews? Views { get; set; }

        /// <summary>Whether it is a further track of another stream.</summary>
        public bool IsTrack { get; set; }

        /// <summary>Highest number of a further video track that has been seen; 0 for none.</summary>
        public int LastVideo { get; set; }

        /// <summary>Highest number of a further audio track that has been seen; 0 for none.</summary>
        public int LastSound { get; set; }

        /// <summary>The clocks of its sources.</summary>
        public SourceClock.Table Sources { get; } = new();

        public RenditionClock? Clock { get; set; }

        public StreamSegmenter? Segmenter { get; set; }

        /// <summary>When somebody last watched, on the clock; null where nobody has been looked for.</summary>
        public long? LastViewer { get; set; }

        /// <summary>Whether the segmenter ends because nobody watches.</summary>
        public bool IsUnwatched { get; set; }

        public Task Task { get; set; } = Task.CompletedTask;
    }
}
