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
    private volatile IViewer? _stopping;
    private bool _receivesAudio = true;
    private bool _receivesVideo = true;
    private long _droppedBefore;

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
    public IViewer? Viewer { get; private set; }

    /// <summary>Frames that the client missed because it was too slow.</summary>
    public long DroppedFrames => _droppedBefore + (Viewer?.DroppedFrames ?? 0);

    /// <summary>Begins or goes on, at the newest key frame.</summary>
    public IViewer Start()
    {
        var isPlain = _format.StreamId == RtmpWireFormat.SharedStreamId && _times == TimeJitter.Full
            && _duration is null && _receivesAudio && _receivesVideo;
        Viewer = isPlain ? StartShared() : StartOwn();
        _output.Attach(Viewer);
        _ = WatchAsync(Viewer);
        return Viewer;
    }

    /// <summary>Stops after the message that is being sent, or at once.</summary>
    public async Task StopAsync(bool atOnce = false)
    {
        if (Viewer is not { } viewer)
        {
            return;
        }

        _stopping = viewer;
        if (atOnce)
        {
            viewer.Abort();
        }
        else
        {
            viewer.Finish();
        }

        await viewer.Completion.ConfigureAwait(false);
        _output.Detach();
        _droppedBefore += viewer.DroppedFrames;
        Viewer = null;
    }

    /// <summary>Chooses what is sent. A client that leaves something out gets bytes of its own from then on.</summary>
    public async Task SelectAsync(bool? audio, bool? video)
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
            await StopAsync().ConfigureAwait(false);
            Start();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();

    private async Task WatchAsync(IViewer viewer)
    {
        await viewer.Completion.ConfigureAwait(false);
        if (_stopping == viewer)
        {
            return;
        }

        _onEnded(viewer switch
        {
            { WasGivenUp: true } => SessionEndReason.SlowConsumer,
            FrameViewer { ReachedDuration: true } => SessionEndReason.DurationReached,
            _ => SessionEndReason.PeerClosed,
        });
    }

    private EgressViewer StartShared()
    {
        var (log, cursor) = _lease.JoinLog(_format);
        return _egress.Add(log, cursor, _output.Pipe);
    }

    private FrameViewer StartOwn() => new(_lease.Subscribe(), _format, _output.Pipe, new FrameViewerOptions
    {
        Times = _times,
        Duration = _duration,
        ReceivesAudio = _receivesAudio,
        ReceivesVideo = _receivesVideo,
    });
}
