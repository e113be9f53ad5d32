using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net;
using Srs.Media.Diagnostics;
using Srs.Media.Egress;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtmp.Wire;
using Srs.Media.Streams;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>One RTMP connection: handshake, chunks in, replies and media out, timeouts, and one reason why it ended.</summary>
/// <remarks><see cref="RunAsync"/> is called once and lasts as long as the connection. Other members may be called from any thread.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync disposes what it owns.")]
public sealed partial class RtmpConnection : ISession
{
    /// <summary>
    /// How long a peer may take to read the last message and to close its end; closing at once would reset what is on the way.
    /// </summary>
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(2);

    /// <summary>The same when the server stops, which should not take long.</summary>
    private static readonly TimeSpan StopTime = TimeSpan.FromMilliseconds(200);

    /// <summary>Bytes that a peer may send while it waits to be let in before nobody looks any more whether it leaves.</summary>
    private const int MaxWaitingBytes = 256 * 1024;

    private readonly IDuplexPipe _transport;
    private readonly DirectSocket? _socket;
    private readonly RtmpOptions _options;
    private readonly RtmpServices _services;
    private readonly RtmpOutput _output;
    private readonly RtmpSession _session;
    private readonly RtmpChunkReader _chunks;
    private readonly SessionEnd _end = new();
    private readonly RateSampler _receiveRate = new();
    private readonly RateSampler _sendRate = new();
    private readonly StallWatch _stalls;
    private readonly long _start;
    private long _receivedBytes;
    private long _acknowledgedBytes;
    private long _ackWindow;
    private long _lastReceived;
    private long _lastMedia;
    private bool _hasMedia;
    private long _lastPing;
    private ITimer? _stopTimer;

    /// <summary>Makes a connection.</summary>
    /// <param name="transport">The peer's bytes; completed at the end.</param>
    /// <param name="remote">Address of the peer.</param>
    /// <param name="local">Address that the peer asked for.</param>
    /// <param name="options">The snapshot that the connection keeps.</param>
    /// <param name="services">What it needs of the server.</param>
    /// <param name="socket">Takes the bytes instead of the transport's output; null where that cannot be passed by.</param>
    public RtmpConnection(
        IDuplexPipe transport, EndPoint? remote, EndPoint? local, RtmpOptions options, RtmpServices services, DirectSocket? socket = null)
    {
        _socket = socket;
        _transport = transport;
        _options = options;
        _services = services;
        Remote = remote;
        LocalIp = (local as IPEndPoint)?.Address.MapToIPv4IfPossible().ToString() ?? "";
        _output = new RtmpOutput(socket?.Writer ?? transport.Output, _end.Token);
        _end.Token.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), transport.Input);
        _session = new RtmpSession(this, options, services, _output);
        _stalls = new StallWatch(services.Clock);
        _chunks = new RtmpChunkReader(services.Buffers, options.MaxMessageSize);
        _start = _lastReceived = _lastMedia = _lastPing = services.Clock.GetTimestamp();
    }

    /// <inheritdoc/>
    public string Id { get; } = SessionId.New();

    /// <inheritdoc/>
    public long SentBytes => _output.SentBytes;

    /// <inheritdoc/>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <inheritdoc/>
    public long DroppedFrames => _session.DroppedFrames;

    /// <inheritdoc/>
    public long Jumps => _session.Jumps;

    /// <summary>Address of the peer.</summary>
    internal EndPoint? Remote { get; }

    /// <summary>IP address of the peer.</summary>
    public IPAddress? RemoteIp => (Remote as IPEndPoint)?.Address.MapToIPv4IfPossible();

    /// <summary>Host and application that the client named at connect; null before.</summary>
    public (string Host, string App)? Target => _session.Target;

    /// <summary>IP address that the peer asked for.</summary>
    internal string LocalIp { get; }

    /// <summary>Cancelled when the connection is to end.</summary>
    internal CancellationToken Ended => _end.Token;

    /// <summary>Runs the connection from handshake to end. Never throws.</summary>
    /// <param name="stopping">Cancelled when the server stops.</param>
    /// <returns>Why it ended.</returns>
    public async Task<SessionEndReason> RunAsync(CancellationToken stopping)
    {
        var stop = stopping.Register(OnStopping);
        _services.Sessions.Add(this);
        try
        {
            if (await ShakeHandsAsync().ConfigureAwait(false))
            {
                await ReadMessagesAsync().ConfigureAwait(false);
            }

            End(SessionEndReason.PeerClosed);
        }
        catch (MediaProtocolException e)
        {
            _services.Logger.PeerBrokeProtocol(Id, e.Message);
            End(SessionEndReason.ProtocolError);
        }
        catch (AccessDeniedException e)
        {
            _services.Logger.Refused(Id, e.Code, e.Message);
            End(SessionEndReason.AccessDenied);
        }
        catch (IOException e)
        {
            _services.Logger.PeerReset(Id, e.Message);
            End(SessionEndReason.PeerReset);
        }
        catch (OperationCanceledException) when (_end.HasCome)
        {
            // Whoever asked for the end has given the reason.
        }
        catch (Exception e)
        {
            _services.Logger.SessionFailed(Id, e);
            End(SessionEndReason.InternalError);
        }
        finally
        {
            await stop.DisposeAsync().ConfigureAwait(false);
            if (_stopTimer is { } timer)
            {
                await timer.DisposeAsync().ConfigureAwait(false);
            }

            await CloseAsync().ConfigureAwait(false);
        }

        return _end.Reason!.Value;
    }

    /// <inheritdoc/>
    public void End(SessionEndReason reason) => _end.Set(reason);

    /// <summary>Sets after how many bytes an acknowledgement is due; 0 for never.</summary>
    internal void SetAckWindow(long bytes) => _ackWindow = bytes;

    /// <summary>Starts the clock of a publish.</summary>
    internal void NoteMedia()
    {
        _hasMedia = false;
        Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
    }

    private async Task<bool> ShakeHandsAsync()
    {
        // Rented, because thousands of viewers may come at once and no other part of theirs is as large.
        var hello = ArrayPool<byte>.Shared.Rent(RtmpHandshake.C0C1Length);
        var answer = ArrayPool<byte>.Shared.Rent(RtmpHandshake.S0S1S2Length);
        try
        {
            if (!await ReadExactlyAsync(hello.AsMemory(0, RtmpHandshake.C0C1Length), RtmpHandshake.CheckC0).ConfigureAwait(false))
            {
                return false;
            }

            RtmpHandshake.Answer(hello.AsSpan(0, RtmpHandshake.C0C1Length), answer.AsSpan(0, RtmpHandshake.S0S1S2Length));
            await _output.SendAsync(answer.AsMemory(0, RtmpHandshake.S0S1S2Length)).ConfigureAwait(false);
            return await ReadExactlyAsync(hello.AsMemory(0, RtmpHandshake.C2Length), checkFirst: null).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(hello);
            ArrayPool<byte>.Shared.Return(answer);
        }
    }

    /// <summary>Reads a fixed number of bytes; the first is checked as soon as it is there.</summary>
    private async ValueTask<bool> ReadExactlyAsync(Memory<byte> destination, Action<byte>? checkFirst)
    {
        while (true)
        {
            var result = await _transport.Input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (result.IsCanceled)
            {
                _transport.Input.AdvanceTo(buffer.Start);
                return false;
            }

            var (consumed, isWhole) = (buffer.Start, buffer.Length >= destination.Length);
            try
            {
                if (!buffer.IsEmpty)
                {
                    checkFirst?.Invoke(buffer.FirstSpan[0]);
                }

                if (isWhole)
                {
                    buffer.Slice(0, destination.Length).CopyTo(destination.Span);
                    consumed = buffer.GetPosition(destination.Length);
                }
            }
            finally
            {
                Consume(buffer, consumed, isWhole ? consumed : buffer.End);
            }

            if (isWhole)
            {
                return true;
            }

            if (result.IsCompleted)
            {
                return false;
            }
        }
    }

    private async Task ReadMessagesAsync()
    {
        while (true)
        {
            var result = await _transport.Input.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            var whole = result.Buffer;
            var rest = whole;
            Task? waiting = null;
            try
            {
                while (waiting is null && !_end.HasCome && _chunks.TryRead(ref rest, out var message))
                {
                    if (message!.Type is RtmpMessageType.CommandAmf0 or RtmpMessageType.CommandAmf3)
                    {
                        var obeying = ObeyAsync(message);
                        waiting = obeying.IsCompletedSuccessfully ? null : obeying;
                    }
                    else
                    {
                        using (message)
                        {
                            await HandleAsync(message).ConfigureAwait(false);
                        }
                    }
                }
            }
            finally
            {
                Consume(whole, rest.Start, rest.End);
            }

            if (waiting is not null)
            {
                await WatchAsync(waiting).ConfigureAwait(false);
            }
            else if (result.IsCompleted || _end.HasCome)
            {
                return;
            }

            while (_reconnectRequests.TryDequeue(out var request))
            {
                await _session.RequestReconnectAsync(request.TcUrl, request.Description).ConfigureAwait(false);
            }

            if (_ackWindow > 0 && _receivedBytes - _acknowledgedBytes >= _ackWindow)
            {
                _acknowledgedBytes = _receivedBytes;
                await _session.AcknowledgeAsync(_receivedBytes).ConfigureAwait(false);
            }
        }
    }

    private async Task ObeyAsync(RtmpMessage command)
    {
        using (command)
        {
            await HandleAsync(command).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a command that waits for others, such as a callback server, and sees meanwhile whether the peer leaves.</summary>
    private async Task WatchAsync(Task obeying)
    {
        while (!obeying.IsCompleted && !_end.HasCome)
        {
            var reading = _transport.Input.ReadAsync(CancellationToken.None).AsTask();
            if (await Task.WhenAny(obeying, reading).ConfigureAwait(false) == obeying)
            {
                _transport.Input.CancelPendingRead();
            }

            ReadResult result;
            try
            {
                result = await reading.ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                if (_session.State == RtmpSessionState.Asking)
                {
                    End(SessionEndReason.PeerReset);
                }

                break;
            }

            // Nothing is taken. What has been looked at does not count against the pipe's limit, so there is one here.
            _transport.Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted && _session.State == RtmpSessionState.Asking)
            {
                End(SessionEndReason.PeerClosed);
            }

            if (result.IsCompleted || result.Buffer.Length > MaxWaitingBytes)
            {
                break;
            }
        }

        // The next read has to give what is there already.
        _transport.Input.CancelPendingRead();
        await obeying.ConfigureAwait(false);
    }

    private void Consume(in ReadOnlySequence<byte> buffer, SequencePosition consumed, SequencePosition examined)
    {
        Volatile.Write(ref _receivedBytes, _receivedBytes + buffer.Slice(0, consumed).Length);
        Volatile.Write(ref _lastReceived, _services.Clock.GetTimestamp());
        _transport.Input.AdvanceTo(consumed, examined);
    }

    private ValueTask HandleAsync(RtmpMessage message)
    {
        switch (message.Type)
        {
            case RtmpMessageType.SetChunkSize:
                _chunks.SetChunkSize(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                return ValueTask.CompletedTask;
            case RtmpMessageType.Abort:
                _chunks.Abort(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                return ValueTask.CompletedTask;
            case RtmpMessageType.WindowAckSize:
                SetAckWindow(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                return ValueTask.CompletedTask;
            case RtmpMessageType.UserControl:
                var control = RtmpUserControl.Read(message.Payload.Span);
                return control.Event == RtmpUserControlEvent.PingRequest ? _session.AnswerPingAsync(control.Value) : ValueTask.CompletedTask;
            case RtmpMessageType.Audio or RtmpMessageType.Video or RtmpMessageType.Aggregate:
                _hasMedia = true;
                Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
                return _session.HandleAsync(message);
            case RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3:
                // A stream of nothing but data is one too; metadata alone leaves the encoder its time to the first packet.
                Volatile.Write(ref _lastMedia, _services.Clock.GetTimestamp());
                return _session.HandleAsync(message);
            default:
                return _session.HandleAsync(message);
        }
    }

    private async Task CloseAsync()
    {
        var reason = _end.Reason!.Value;
        var isCutOff = reason is SessionEndReason.PeerReset or SessionEndReason.SlowConsumer;
        using (var limit = new CancellationTokenSource(
            isCutOff ? TimeSpan.Zero : reason == SessionEndReason.ServerShutdown ? StopTime : CloseTime, _services.Clock))
        {
            await _session.CloseAsync(reason, limit.Token).ConfigureAwait(false);
            _chunks.Dispose();
            if (_socket is not null && !isCutOff)
            {
                await CloseSocketAsync(_socket, limit.Token).ConfigureAwait(false);
            }
        }

        await _transport.Input.CompleteAsync().ConfigureAwait(false);
        await _transport.Output.CompleteAsync().ConfigureAwait(false);
        if (_session.Client is null)
        {
            _services.Logger.EndedEarly(Id, Remote, reason, ReceivedBytes);
        }
        else
        {
            if (reason == SessionEndReason.NobodyWatches)
            {
                _services.Logger.NobodyWatches(Id, (int)RtmpErrorCode.KickoffForIdle, _session.Vhost.Publish.KickoffForIdle.TotalSeconds);
            }

            _services.Logger.Ended(Id, reason, ReceivedBytes, SentBytes, _services.Clock.GetElapsedTime(_start).TotalSeconds);
        }

        _services.Sessions.Remove(this, reason);
    }

    /// <summary>Closes this end and waits until the peer has read everything and closed its own.</summary>
    private async Task CloseSocketAsync(DirectSocket socket, CancellationToken atOnce)
    {
        socket.ShutdownSend();
        try
        {
            while (await _transport.Input.ReadAsync(atOnce).ConfigureAwait(false) is { IsCompleted: false } result)
            {
                _transport.Input.AdvanceTo(result.Buffer.End);
            }
        }
        catch (OperationCanceledException)
        {
            // It had its time. A close in good order would leave what it does not take with the kernel for minutes.
            socket.Cancel();
        }
        catch (IOException)
        {
            // It is gone.
        }
    }
}
