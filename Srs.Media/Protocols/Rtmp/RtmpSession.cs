using System.Diagnostics.CodeAnalysis;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>What a connection may do next.</summary>
internal enum RtmpSessionState
{
    /// <summary>Shaking hands, or before connect.</summary>
    Connecting,

    /// <summary>Connected; neither publishes nor plays.</summary>
    Idle,

    /// <summary>Waits for the server to let it publish or play; what is asked there has limits of its own.</summary>
    Asking,

    /// <summary>Publishes.</summary>
    Publishing,

    /// <summary>Plays, or has paused.</summary>
    Playing,
}

/// <summary>A client's part; a reference, so that other threads never see half of it.</summary>
/// <param name="Stream">What is published or played.</param>
/// <param name="ClientType">SRS's client type.</param>
/// <param name="IsPublisher">Whether it publishes.</param>
internal sealed record RtmpRole(StreamKey Stream, string ClientType, bool IsPublisher);

/// <summary>The NetConnection and NetStream commands of one connection: connect, then createStream, then publish or play, again and again.</summary>
/// <remarks>Not thread-safe: the connection's loop calls it. RTMP 1.0 7.2; peers' habits are named where they deviate.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "CloseAsync disposes what is running.")]
internal sealed partial class RtmpSession(RtmpConnection connection, RtmpOptions options, RtmpServices services, RtmpOutput output)
{
    /// <summary>Message streams that a connection may have; encoders and players use one.</summary>
    private const int MaxStreams = 16;

    private readonly RtmpReplies _replies = new();
    private readonly SortedSet<uint> _streams = [];
    private RtmpConnectInfo? _client;
    private RtmpPublisher? _publisher;
    private RtmpPlayer? _player;
    private PlayLease? _playLease;
    private uint _activeStream;
    private long _droppedFrames;
    private long _jumps;
    private volatile bool _isAsking;
    private bool _announcedByFmle;
    private bool _announcedByHaivision;

    /// <summary>Host and application that the client named at connect; null before.</summary>
    public (string Host, string App)? Target { get; private set; }

    /// <summary>What the connection does now.</summary>
    public RtmpSessionState State =>
        _publisher is not null ? RtmpSessionState.Publishing
        : _player is not null ? RtmpSessionState.Playing
        : _isAsking ? RtmpSessionState.Asking
        : _client is not null ? RtmpSessionState.Idle
        : RtmpSessionState.Connecting;

    /// <summary>What the client told at connect.</summary>
    public RtmpConnectInfo? Client => _client;

    /// <summary>The publisher, for timeouts and counters.</summary>
    public RtmpPublisher? Publisher => _publisher;

    /// <summary>The player, for timeouts and counters.</summary>
    public RtmpPlayer? Player => _player;

    /// <summary>Frames that the client missed because it was too slow.</summary>
    public long DroppedFrames => Volatile.Read(ref _droppedFrames) + (_player?.DroppedFrames ?? 0);

    /// <summary>How often the client's players went on at a later key frame.</summary>
    public long Jumps => Volatile.Read(ref _jumps) + (_player?.Jumps ?? 0);

    /// <summary>What the client does or did last; null before it has asked for a stream.</summary>
    public RtmpRole? Role { get; private set; }

    /// <summary>Options of the virtual host for the current publish or play.</summary>
    public VhostOptions Vhost { get; private set; } = new();

    /// <summary>Takes a command, media or data message; every other kind is the connection's.</summary>
    /// <exception cref="RtmpProtocolException">The message is malformed or cannot stand here.</exception>
    /// <exception cref="AccessDeniedException">Refused, and the peer has been told.</exception>
    public ValueTask HandleAsync(RtmpMessage message)
    {
        switch (message.Type)
        {
            case RtmpMessageType.Audio or RtmpMessageType.Video:
                _publisher?.PublishMedia(message);
                return ValueTask.CompletedTask;
            case RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3:
                _publisher?.PublishData(message);
                return ValueTask.CompletedTask;
            case RtmpMessageType.Aggregate:
                HandleAggregate(message);
                return ValueTask.CompletedTask;
            case RtmpMessageType.CommandAmf0 or RtmpMessageType.CommandAmf3:
                return HandleCommandAsync(RtmpCommand.Read(message.Type, message.Payload.Span), message.StreamId);
            default:
                return ValueTask.CompletedTask;
        }
    }

    /// <summary>Answers a ping.</summary>
    public ValueTask AnswerPingAsync(uint value) => output.SendAsync(_replies.UserControl(RtmpUserControlEvent.PingResponse, value));

    /// <summary>Tells how much has been received.</summary>
    public ValueTask AcknowledgeAsync(long receivedBytes) => output.SendAsync(_replies.Acknowledgement(receivedBytes));

    /// <summary>Asks a silent player for a sign of life; from any thread.</summary>
    public void PingPlayer(uint value) => output.TrySendBetweenMedia(new RtmpReplies().UserControl(RtmpUserControlEvent.PingRequest, value));

    /// <summary>Asks the client to connect again, as <see cref="RtmpReplies.ReconnectRequest"/>; after connect.</summary>
    public ValueTask RequestReconnectAsync(string? tcUrl, string? description) =>
        output.SendAsync(_replies.ReconnectRequest(tcUrl, description));

    /// <summary>Ends publish or play when the connection is over; a player after the message that is being sent, and what tells it why.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="atOnce">Cancelled when that may wait no longer.</param>
    public async Task CloseAsync(SessionEndReason reason, CancellationToken atOnce)
    {
        var farewell = Farewell(reason);
        if (farewell.Length > 0 && output.TrySendBetweenMedia(farewell))
        {
            farewell = default;
        }

        EndPublish();
        await EndPlayAsync(atOnce).ConfigureAwait(false);
        if (farewell.Length > 0)
        {
            await output.SendLastAsync(farewell, atOnce).ConfigureAwait(false);
        }
    }

    /// <summary>What tells a publisher or player that the server has ended it; empty for other ends. A stop is told as a reconnect request.</summary>
    private ReadOnlyMemory<byte> Farewell(SessionEndReason reason) =>
        SessionEndText.Of(reason) is not { } words || reason == SessionEndReason.ServerShutdown ? default
        : _publisher is not null ? _replies.Status(_activeStream, "error", "NetStream.Publish.BadName", words)
        : _player is { IsFinishing: false } ? _replies.Status(_activeStream, "error", "NetStream.Play.Failed", words)
        : default;

    private void HandleAggregate(RtmpMessage aggregate)
    {
        var reader = new AggregateMessageReader(aggregate);
        while (reader.TryRead(services.Buffers, out var message))
        {
            using (message)
            {
                if (message!.Type is RtmpMessageType.Audio or RtmpMessageType.Video)
                {
                    _publisher?.PublishMedia(message);
                }
                else if (message.Type is RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3)
                {
                    _publisher?.PublishData(message);
                }
            }
        }
    }

    private ValueTask HandleCommandAsync(RtmpCommand command, uint streamId)
    {
        if (_client is null && command.Name != "connect")
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpNoRequest, $"RTMP command \"{ForLog(command.Name)}\" before connect.");
        }

        return command.Name switch
        {
            "connect" => ConnectAsync(command),
            "createStream" => CreateStreamAsync(command),
            "releaseStream" => AnnounceFmleAsync(command),
            "FCPublish" => AnnouncePublishAsync(command),
            "publish" => PublishAsync(command, streamId),
            "FCUnpublish" => UnpublishAsync(command),
            "play" => PlayAsync(command, streamId),
            "pause" or "pauseRaw" => PauseAsync(command),
            "receiveAudio" => SelectAsync(audio: command.Argument(0).AsBoolean(), video: null),
            "receiveVideo" => SelectAsync(audio: null, video: command.Argument(0).AsBoolean()),
            "closeStream" => CloseStreamAsync(streamId),
            "deleteStream" => DeleteStreamAsync(command, streamId),
            "seek" or "_result" or "_error" or "onStatus" or "onBWDone" => ValueTask.CompletedTask,
            _ => AnswerUnknownAsync(command),
        };
    }

    private async ValueTask ConnectAsync(RtmpCommand command)
    {
        if (_client is not null)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpConnect, "RTMP connect a second time.");
        }

        var client = RtmpConnectInfo.Read(command);
        var url = RtmpUrl.Parse(client.TcUrl, client.App, stream: "");
        VhostOptions vhost;
        try
        {
            (_, vhost) = services.Broker.ResolveVhost(url.Host);
        }
        catch (AccessDeniedException e)
        {
            await output.SendAsync(_replies.ConnectRejected(command.TransactionId, RtmpReplies.Describe(e.Code, e.Message))).ConfigureAwait(false);
            throw;
        }

        _client = client;
        Target = (url.Host, url.App);
        services.Logger.Connected(connection.Id, connection.Remote, ForLog(url.App));
        if (vhost.InAckSize > 0)
        {
            connection.SetAckWindow(vhost.InAckSize);
        }

        var chunkSize = vhost.ChunkSize > 0 ? vhost.ChunkSize : options.ChunkSize;
        await output.SendAsync(_replies.ConnectAccepted(
            command.TransactionId, vhost.OutAckSize, chunkSize, client, services.Server, connection.Id, connection.LocalIp)).ConfigureAwait(false);
    }

    private ValueTask CreateStreamAsync(RtmpCommand command)
    {
        uint id = 1;
        while (_streams.Contains(id))
        {
            id++;
        }

        if (id > MaxStreams)
        {
            throw new RtmpProtocolException(RtmpErrorCode.RtmpDecode, $"RTMP createStream beyond the limit of {MaxStreams} streams.");
        }

        _streams.Add(id);
        return output.SendAsync(_replies.Result(command.TransactionId, id));
    }

    private async ValueTask DeleteStreamAsync(RtmpCommand command, uint streamId)
    {
        var id = (uint)(command.Argument(0).AsNumber() ?? streamId);
        await CloseStreamAsync(id).ConfigureAwait(false);
        _streams.Remove(id);
    }

    private async ValueTask CloseStreamAsync(uint streamId)
    {
        if (streamId == _activeStream)
        {
            EndPublish();
            await EndPlayAsync(connection.Ended).ConfigureAwait(false);
        }
    }

    private ValueTask AnswerUnknownAsync(RtmpCommand command)
    {
        // Calls carry a transaction id and wait for an answer; SRS answers calls it does not know with nothing in them. The length
        // of a live stream, which ffmpeg asks for and takes no other answer, is 0.
        var answer = command.Name == "getStreamLength" ? (AmfValue)0 : AmfValue.Null;
        return command.TransactionId > 0 ? output.SendAsync(_replies.Result(command.TransactionId, answer)) : ValueTask.CompletedTask;
    }

    private AccessRequest Request(RtmpUrl url, AccessAction action) => new()
    {
        Host = url.Host,
        App = url.App,
        Stream = url.Stream,
        Action = action,
        Param = url.Param,
        Remote = connection.RemoteIp,
        TcUrl = _client!.TcUrlWithoutParam,
        PageUrl = _client.PageUrl,
        Via = _client.Via,
        Hops = _client.Hops,
    };

    private static string ForLog(string text) => RemoteText.Clean(text, most: 64);
}
