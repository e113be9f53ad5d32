using Srs.Media.Diagnostics;
using Srs.Media.Egress;
using Srs.Media.Streams;

namespace Srs.Media.Delivery;

/// <summary>A viewer of a stream over HTTP or WebSocket, in any <see cref="LiveFormat"/>.</summary>
/// <remarks>The HTTP side makes one per request and calls <see cref="RunAsync"/> once. Other members may be called from any thread.</remarks>
public sealed class LivePlayer : ISession
{
    /// <summary>How long a viewer that is sent away may take for the rest of the message that it is in.</summary>
    private static readonly TimeSpan FinishTime = TimeSpan.FromSeconds(1);

    private readonly AccessRequest _request;
    private readonly string _name;
    private readonly LiveFormat _format;
    private readonly VhostOptions _vhost;
    private readonly EgressPool _egress;
    private readonly TimeProvider _clock;
    private readonly RateSampler _sendRate = new();
    private readonly TaskCompletionSource<SessionEndReason> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StallWatch _stalls;
    private readonly long _start;
    private LiveStream? _stream;
    private IViewer? _viewer;
    private bool _wasCut;

    /// <summary>Makes a viewer.</summary>
    /// <param name="request">What it asked for.</param>
    /// <param name="name">Stream name with extension, as in the URL.</param>
    /// <param name="format">The form in which it gets the stream.</param>
    /// <param name="vhost">The snapshot that it keeps.</param>
    /// <param name="egress">What serves it.</param>
    /// <param name="clock">The clock.</param>
    public LivePlayer(AccessRequest request, string name, LiveFormat format, VhostOptions vhost, EgressPool egress, TimeProvider clock)
    {
        _request = request;
        _name = name;
        _format = format;
        _vhost = vhost;
        _egress = egress;
        _clock = clock;
        _start = clock.GetTimestamp();
        _stalls = new StallWatch(clock);
    }

    /// <inheritdoc/>
    public string Id { get; } = SessionId.New();

    /// <inheritdoc/>
    public long SentBytes => _viewer?.SentBytes ?? 0;

    /// <inheritdoc/>
    public long ReceivedBytes => 0;

    /// <inheritdoc/>
    public long DroppedFrames => _viewer?.DroppedFrames ?? 0;

    /// <inheritdoc/>
    public long Jumps => _viewer?.Jumps ?? 0;

    /// <summary>True once the viewer has its place in the stream.</summary>
    internal bool IsServed => Volatile.Read(ref _viewer) is not null;

    /// <summary>True when the viewer was ended in the middle, before it had taken what was left for it.</summary>
    public bool WasCut => Volatile.Read(ref _wasCut);

    /// <summary>Completes when the session is to end, by whomever.</summary>
    public Task<SessionEndReason> Ended => _ended.Task;

    /// <summary>Sends the stream until it, the peer or the session ends.</summary>
    /// <param name="lease">The stream; stays the caller's.</param>
    /// <param name="output">Where the bytes go.</param>
    public async Task RunAsync(PlayLease lease, LiveOutput output)
    {
        _stream = lease.Stream;
        lease.Unpublished += OnUnpublished;
        if (!lease.Stream.WhenReadyAsync(CancellationToken.None).IsCompleted)
        {
            // It ended before anybody could be told.
            End(SessionEndReason.PublisherGone);
        }

        var viewer = _format.Start(lease, _vhost, _egress, output);
        Volatile.Write(ref _viewer, viewer);

        await Task.WhenAny(viewer.Completion, _ended.Task).ConfigureAwait(false);
        lease.Unpublished -= OnUnpublished;
        End(viewer.WasGivenUp ? SessionEndReason.SlowConsumer : SessionEndReason.PeerClosed);
        switch (await _ended.Task.ConfigureAwait(false))
        {
            case SessionEndReason.PublisherGone:
                viewer.Drain();
                break;
            case SessionEndReason.Kicked or SessionEndReason.ServerShutdown:
                await FinishAsync(viewer).ConfigureAwait(false);
                break;
            default:
                viewer.Abort();
                break;
        }

        await viewer.Completion.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public SessionInfo? Describe() => _stream is not { } stream ? null : new SessionInfo
    {
        Id = Id,
        Stream = stream.Key,
        Type = "flv-play",
        IsPublisher = false,
        Name = _name,
        Ip = _request.Remote?.ToString() ?? "",
        TcUrl = _request.TcUrl,
        PageUrl = _request.PageUrl,
        Alive = _clock.GetElapsedTime(_start),
        SentBytes = SentBytes,
        ReceivedBytes = ReceivedBytes,
        SendRate = _sendRate.ToBitrates(),
        DroppedFrames = DroppedFrames,
        Jumps = Jumps,
    };

    /// <inheritdoc/>
    public void End(SessionEndReason reason)
    {
        var isCut = reason is SessionEndReason.SlowConsumer or SessionEndReason.ServerShutdown or SessionEndReason.Kicked
            or SessionEndReason.AccessExpired or SessionEndReason.AccessRevoked;
        if (!_ended.TrySetResult(reason) && isCut && Volatile.Read(ref _viewer) is { Completion.IsCompleted: false } viewer)
        {
            // The stream is over, and its last bytes are on the way to a peer that may not take them.
            Cut(viewer);
        }
    }

    /// <inheritdoc/>
    public void OnTick()
    {
        _sendRate.Sample(SentBytes);
        if (Volatile.Read(ref _viewer) is not { } viewer)
        {
            return;
        }

        var lastProgress = _stalls.Look(viewer, SentBytes);
        var limit = _vhost.Play.StallTimeout;
        if (limit > TimeSpan.Zero && _clock.GetElapsedTime(lastProgress) >= limit)
        {
            End(SessionEndReason.SlowConsumer);
        }
    }

    private async Task FinishAsync(IViewer viewer)
    {
        viewer.Finish();
        try
        {
            await viewer.Completion.WaitAsync(FinishTime, _clock).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Cut(viewer);
        }
    }

    private void Cut(IViewer viewer)
    {
        Volatile.Write(ref _wasCut, true);
        viewer.Abort();
    }

    private void OnUnpublished() => End(SessionEndReason.PublisherGone);
}
