using Srs.Media.Egress;
using Srs.Media.Frames;

namespace Srs.Media.Streams;

/// <summary>A stream: one source at a time that is seen, any number of viewers, one continuing timeline.</summary>
/// <remarks>
/// <para>One short lock is held by publish, join and leave and by nothing else; that is what makes joining free of gaps. Under it
/// nothing waits, logs or calls out; events are raised after.</para>
/// <para>Frames go to the wire logs (bytes shared by all viewers of a format) and to subscriptions (for everything that is not
/// byte-identical). A log is made when its first viewer joins and given back when the last one has left.</para>
/// <para>A source is a publisher, a pull or a fallback, in this order of rank (so far no fallback is made but by tests). When the last one
/// leaves, another is waited for during <see cref="PublishOptions.Grace"/>; viewers notice nothing but the pause.</para>
/// </remarks>
public sealed partial class LiveStream
{
    /// <summary>Age past which a log takes no new viewers, so that none starts beyond RTMP's and FLV's 24-bit timestamps.</summary>
    public static readonly TimeSpan LogGeneration = TimeSpan.FromHours(4);

    /// <summary>Bytes of a group of pictures past which it is not kept, as a wire log.</summary>
    private const long MaxGroupBytes = 32 * 1024 * 1024;

    /// <summary>Sound that comes between two pictures waits for the next picture, but no longer than this.</summary>
    private static readonly TimeSpan LongestHold = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly WireMemory _memory;
    private readonly Timeline _timeline;
    private readonly StreamCounters _counters;
    private readonly List<FrameSubscription> _subscriptions = [];
    private readonly List<PlayLease> _players = [];
    private readonly NoticeQueue _notices = new();
    private readonly Action<LiveStream, VhostOptions>? _onPublished;
    private WireLog[] _logs = [];
    private GopCache _gop;
    private InterleaveBuffer? _interleave;
    private VhostOptions _options;
    private StreamHeaders _headers = StreamHeaders.Empty;
    private TimeSpan _lastFlush;
    private bool _isFlushDue;

    internal LiveStream(
        StreamKey key, VhostOptions options, TimeProvider clock, WireMemory memory, Action<LiveStream, VhostOptions>? onPublished = null)
    {
        _onPublished = onPublished;
        Key = key;
        _options = options;
        _clock = clock;
        _memory = memory;
        _timeline = new Timeline(clock);
        _counters = new StreamCounters(clock);
        _gop = NewGopCache(options);
        _unusedSince = clock.GetTimestamp();
    }

    /// <summary>Identity of the stream.</summary>
    public StreamKey Key { get; }

    /// <summary>Id of this life of the stream, for the API.</summary>
    public string Id { get; } = SessionId.NewVid();

    /// <summary>What is known of the stream now.</summary>
    public StreamHeaders Headers
    {
        get
        {
            lock (_gate)
            {
                return _headers;
            }
        }
    }

    /// <summary>What is known and counted, for the API.</summary>
    public StreamInfo Describe()
    {
        lock (_gate)
        {
            return _counters.Describe(this, _headers, _sources.Active, _players);
        }
    }

    /// <summary>Offers a frame to everyone. Takes over the caller's reference.</summary>
    /// <returns>False when <paramref name="lease"/> is not a source any more.</returns>
    internal bool Publish(PublishLease lease, MediaFrame frame)
    {
        WireLog[] flush;
        lock (_gate)
        {
            if (!_sources.Holds(lease))
            {
                frame.Dispose();
                return false;
            }

            if ((_sources.Active != lease && !TryTakeOver(lease, frame)) || IsInMidGroup(frame))
            {
                frame.Dispose();
                return true;
            }

            if (_interleave is null)
            {
                Accept(frame);
            }
            else
            {
                _interleave.Add(frame);
                while (_interleave.Take() is { } next)
                {
                    Accept(next);
                }
            }

            flush = TakeFlush();
        }

        foreach (var log in flush)
        {
            log.Flush();
        }

        _notices.Tell();
        return true;
    }

    /// <summary>Takes a new or changed track of a source.</summary>
    internal void Announce(PublishLease lease, TrackInfo track)
    {
        lock (_gate)
        {
            if (!_sources.Holds(lease))
            {
                return;
            }

            lease.Headers = lease.Headers.With(track);
            if (_sources.Active == lease)
            {
                ShowTrack(track);
            }
        }
    }

    /// <summary>Takes new metadata of a source.</summary>
    internal void SetMetadata(PublishLease lease, ReadOnlyMemory<byte> metadata)
    {
        lock (_gate)
        {
            if (!_sources.Holds(lease))
            {
                return;
            }

            lease.Headers = lease.Headers with { Metadata = metadata };
            if (_sources.Active == lease)
            {
                ShowMetadata(metadata);
            }
        }
    }

    /// <summary>Joins the log of a format, which is made if need be: headers, the newest group of pictures, then live.</summary>
    internal (WireLog Log, WireCursor Cursor) JoinLog(IWireFormat format)
    {
        lock (_gate)
        {
            var log = Array.FindLast(_logs, l => l.Format.Equals(format));
            if (log is null || _timeline.Newest - log.Start > LogGeneration)
            {
                log = NewLog(format);
                _logs = [.. _logs, log];
            }

            return (log, log.Join(_options.Play.GopCache));
        }
    }

    /// <summary>Joins with a queue of frames: headers, the newest group of pictures, then live.</summary>
    /// <param name="hasMarks">Whether the reader wants to know where sources begin and end; the first item is a mark then.</param>
    internal FrameSubscription Subscribe(bool hasMarks = false)
    {
        lock (_gate)
        {
            var subscription = new FrameSubscription(this, _options.Play.QueueLength, _timeline.Newest, hasMarks);
            var kind = _sources.Active is not null ? SourceMarkKind.Begins : _graceSince is not null ? SourceMarkKind.Ends : SourceMarkKind.Over;
            subscription.Offer(new SourceMark(kind, _sources.Active?.Options ?? _options, _sources.Active?.Session));
            subscription.Offer(_headers);
            foreach (var frame in _gop.Frames)
            {
                subscription.Offer(frame);
            }

            _subscriptions.Add(subscription);
            return subscription;
        }
    }

    internal void Unsubscribe(FrameSubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
        }
    }

    private static GopCache NewGopCache(VhostOptions options) =>
        new(options.Play.GopCache ? options.Play.GopCacheMaxFrames : 0, MaxGroupBytes);

    private WireLog NewLog(IWireFormat format)
    {
        var group = _gop.Frames;
        var start = group.Count > 0 ? group[0].Dts : _timeline.Newest;
        var play = _options.Play;
        var limits = new WireLogLimits(play.QueueLength, play.GopCacheMaxFrames, play.GopCache) { Merge = play.MwLatency };
        var log = new WireLog(format, _memory, limits, _headers, start);
        foreach (var frame in group)
        {
            log.AppendFrame(frame);
        }

        return log;
    }

    private void ShowTrack(TrackInfo track)
    {
        _announced.Add((track.Kind, track.Id));
        var known = _headers.Find(track);
        if (known is not null && known.HasSameSetup(track) && _options.Play.ReduceSequenceHeader)
        {
            return;
        }

        if (known is not null && !known.HasSameSetup(track))
        {
            while (_interleave?.Take(waits: false) is { } frame)
            {
                Accept(frame);
            }

            // A group that begins under the former setup cannot be joined under the new one.
            _gop.Clear();
        }

        _headers = _headers.With(track);
        foreach (var log in _logs)
        {
            log.AppendTrack(_headers, track);
        }

        OfferHeaders();
    }

    private void ShowMetadata(ReadOnlyMemory<byte> metadata)
    {
        _headers = _headers with { Metadata = metadata };
        foreach (var log in _logs)
        {
            log.AppendMetadata(_headers);
        }

        OfferHeaders();
    }

    private void Accept(MediaFrame frame)
    {
        frame.Dts = _timeline.Place(frame.Track, frame.EncoderTime);
        frame.WallClock = _clock.GetUtcNow();
        _counters.Count(frame);
        _gop.Add(frame);
        _sound.Add(frame, _options.HttpRemux.FastCache);
        foreach (var log in _logs)
        {
            log.AppendFrame(frame);
        }

        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(frame);
        }

        _isFlushDue |= frame.Track.Kind == MediaKind.Video || !_headers.HasVideo || frame.Dts - _lastFlush > LongestHold;
        if (_isFlushDue)
        {
            _lastFlush = frame.Dts;
        }

        SettleTracks(frame.Dts);
        frame.Dispose();
    }

    private WireLog[] TakeFlush()
    {
        var flush = _isFlushDue ? _logs : [];
        _isFlushDue = false;
        return flush;
    }

    private void OfferMark(SourceMarkKind kind)
    {
        if (_subscriptions.Count == 0)
        {
            return;
        }

        var mark = new SourceMark(kind, _options, _sources.Active?.Session);
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(mark);
        }
    }

    private void OfferHeaders()
    {
        foreach (var subscription in _subscriptions)
        {
            subscription.Offer(_headers);
        }
    }
}
