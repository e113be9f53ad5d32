using Srs.Media.Containers.Flv;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>A client that plays: on the shared log where its wishes allow, else with bytes of its own.</summary>
/// <remarks>Not thread-safe: the connection's loop calls it. Dispose to leave, after <see cref="StopAsync"/>.</remarks>
internal sealed class RtmpPlayer : IDisposable
{
    private readonly PlayLease _lease;
    private readonly EgressPool _egress;
    private readonly RtmpOutput _output;
    private readonly RtmpWireFormat _format;
    private readonly TimeJitter _times;
    private readonly TimeSpan? _duration;
    private readonly Action<SessionEndReason> _onEnded;
    private Service? _service;
    private WireLog? _log;
    private RtmpShiftedFormat? _ownFormat;

    /// <summary>Milliseconds that the client has seen of the stream; null before its first pause.</summary>
    private uint? _elapsed;
    private bool _receivesAudio = true;
    private bool _receivesVideo = true;
    private long _droppedBefore;
    private long _jumpsBefore;

    /// <summary>Makes a player that has not begun.</summary>
    /// <param name="lease">The stream; taken over.</param>
    /// <param name="egress">What serves it.</param>
    /// <param name="output">The connection's output.</param>
    /// <param name="format">How media becomes bytes.</param>
    /// <param name="options">The virtual host's wishes.</param>
    /// <param name="duration">How much the client wants; null for all.</param>
    /// <param name="onEnded">Called when the viewer ends by itself; returns at once.</param>
    public RtmpPlayer(
        PlayLease lease,
        EgressPool egress,
        RtmpOutput output,
        RtmpWireFormat format,
        PlayOptions options,
        TimeSpan? duration,
        Action<SessionEndReason> onEnded)
    {
        _lease = lease;
        _egress = egress;
        _output = output;
        _format = format;
        _times = options.Atc ? TimeJitter.Off : options.TimeJitter;
        _duration = duration;
        _onEnded = onEnded;
    }

    /// <summary>What serves the client; null while paused.</summary>
    public IViewer? Viewer => _service?.Viewer;

    /// <summary>Frames that the client missed because it was too slow.</summary>
    public long DroppedFrames => _droppedBefore + (Viewer?.DroppedFrames ?? 0);

    /// <summary>How often the client went on at a later key frame because it was too slow.</summary>
    public long Jumps => _jumpsBefore + (Viewer?.Jumps ?? 0);

    /// <summary>Begins or goes on, at the newest key frame.</summary>
    /// <param name="words">What the client is told before the media; what others want to tell it comes after.</param>
    public void Start(ReadOnlyMemory<byte> words = default)
    {
        var isPlain = _format.StreamId == RtmpWireFormat.SharedStreamId && _times == TimeJitter.Full
            && _duration is null && _receivesAudio && _receivesVideo && _elapsed is null;
        var viewer = _output.Attach(() => isPlain ? StartShared(words) : StartOwn(words));
        _service = new Service(viewer);
        _ = WatchAsync(_service);
    }

    /// <summary>Ends after the message that is being sent and what others want to tell; from any thread.</summary>
    /// <param name="reason">What the end is reported as.</param>
    public void Finish(SessionEndReason reason)
    {
        if (_service is { } service)
        {
            service.EndReason = reason;
            service.Viewer.Finish();
        }
    }

    /// <summary>Whether <see cref="Finish"/> was called.</summary>
    public bool IsFinishing => _service?.EndReason is not null;

    /// <summary>Stops after the message that is being sent, or at once when <paramref name="atOnce"/> is cancelled.</summary>
    public async Task StopAsync(CancellationToken atOnce)
    {
        if (_service is not { } service)
        {
            return;
        }

        var viewer = service.Viewer;
        service.IsStopping = true;
        viewer.Finish();
        using (atOnce.UnsafeRegister(static state => ((IViewer)state!).Abort(), viewer))
        {
            await viewer.Completion.ConfigureAwait(false);
        }

        _output.Detach();
        _droppedBefore += viewer.DroppedFrames;
        _jumpsBefore += viewer.Jumps;
        _elapsed = _log is { } log ? (uint)(log.Now - log.Start).TotalMilliseconds : _ownFormat?.Newest ?? _elapsed;
        _log = null;
        _service = null;
    }

    /// <summary>Chooses what is sent. A client that leaves something out gets bytes of its own from then on.</summary>
    public async Task SelectAsync(bool? audio, bool? video, CancellationToken atOnce)
    {
        _receivesAudio = audio ?? _receivesAudio;
        _receivesVideo = video ?? _receivesVideo;
        if (Viewer is FrameViewer own)
        {
            own.ReceivesAudio = _receivesAudio;
            own.ReceivesVideo = _receivesVideo;
        }
        else if (Viewer is not null && !(_receivesAudio && _receivesVideo))
        {
            await StopAsync(atOnce).ConfigureAwait(false);
            Start();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();

    private async Task WatchAsync(Service service)
    {
        await service.Viewer.Completion.ConfigureAwait(false);
        if (service.IsStopping)
        {
            return;
        }

        _onEnded(service.EndReason ?? service.Viewer switch
        {
            { WasGivenUp: true } => SessionEndReason.SlowConsumer,
            FrameViewer { ReachedDuration: true } => SessionEndReason.DurationReached,
            _ => SessionEndReason.PeerClosed,
        });
    }

    private EgressViewer StartShared(ReadOnlyMemory<byte> words)
    {
        (_log, var cursor) = _lease.JoinLog(_format);
        return _egress.Add(_log, cursor, _output.Pipe, words);
    }

    private FrameViewer StartOwn(ReadOnlyMemory<byte> words)
    {
        // Encoder times go on by themselves; all others begin at zero for each viewer, but not for the client.
        // Nor do they fit the nanoseconds of the stream's own times.
        var format = new RtmpWireFormat(_format.ChunkSize, _format.StreamId, _format.Style & ~FlvTagStyle.Nanoseconds);
        _ownFormat = new RtmpShiftedFormat(format, _times == TimeJitter.Off ? 0 : _elapsed ?? 0);
        var options = new FrameViewerOptions
        {
            Times = _times,
            Duration = _duration,
            ReceivesAudio = _receivesAudio,
            ReceivesVideo = _receivesVideo,
        };
        return new FrameViewer(_lease.Subscribe(), _ownFormat, _output.Pipe, options, words);
    }

    /// <summary>One stretch of being served, from start to stop; whoever sees its end late must not take it for another's.</summary>
    private sealed class Service(IViewer viewer)
    {
        private volatile bool _isStopping;

        public IViewer Viewer { get; } = viewer;

        /// <summary>Why it was finished before its time; null when nobody did.</summary>
        public SessionEndReason? EndReason { get; set; }

        public bool IsStopping
        {
            get => _isStopping;
            set => _isStopping = value;
        }
    }
}
