using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Net;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp.Client;

/// <summary>A client's side of one connection: handshake, messages out, messages in with all that answers itself.</summary>
/// <remarks>One reader at a time; any number of senders, one after the other. After an exception it can only be disposed.</remarks>
/// <param name="transport">The server's bytes; disposed with the connection.</param>
/// <param name="options">Limits and timeouts.</param>
internal sealed class RtmpClientConnection(IDuplexPipe transport, RtmpClientOptions options) : IAsyncDisposable
{
    private readonly RtmpChunkReader _chunks = new(options.BufferPool, options.MaxMessageBytes);
    private readonly RtmpChunkWriter _writer = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _reading = new(1);
    private readonly WaitTimeout _readTimeout = new(options.TimeProvider);
    private readonly WaitTimeout _sendTimeout = new(options.TimeProvider);
    private RtmpMessage? _aggregate;
    private AggregateMessageReader _parts;
    private long _receivedBytes;
    private long _acknowledgedBytes;
    private long _ackWindow;
    private bool _hasReplies;
    private bool _isCutOff;
    private bool _isOutputDone;
    private volatile bool _isClosing;

    /// <summary>Shakes hands.</summary>
    /// <exception cref="RtmpProtocolException">The server does not speak RTMP.</exception>
    public async Task ShakeHandsAsync(CancellationToken cancellationToken)
    {
        var hello = new byte[RtmpHandshake.C0C1Length];
        RtmpHandshake.CreateC0C1(hello);
        await SendRawAsync(hello, cancellationToken).ConfigureAwait(false);
        var deadline = new WaitDeadline(options.TimeProvider, options.RequestTimeout, "handshake");
        var answer = new byte[RtmpHandshake.S0S1S2Length];
        while (true)
        {
            var result = await ReadPipeAsync(deadline, cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (!buffer.IsEmpty && buffer.FirstSpan[0] != RtmpHandshake.Version)
            {
                throw new RtmpProtocolException(
                    RtmpErrorCode.RtmpHandshake, $"The server answers with version {buffer.FirstSpan[0]}, which is not RTMP.");
            }

            if (buffer.Length >= answer.Length)
            {
                buffer.Slice(0, answer.Length).CopyTo(answer);
                _receivedBytes = answer.Length;
                transport.Input.AdvanceTo(buffer.GetPosition(answer.Length));
                break;
            }

            transport.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw new IOException("The server closed the connection within the RTMP handshake.");
            }
        }

        var c2 = new byte[RtmpHandshake.C2Length];
        RtmpHandshake.CreateC2(answer, c2);
        await SendRawAsync(c2, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a command.</summary>
    public ValueTask SendAsync(RtmpCommand command, uint streamId, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        command.Write(body);
        var header = new RtmpMessageHeader(RtmpMessageType.CommandAmf0, RtmpChunkStreamId.Command, streamId, 0);
        return SendAsync(header, default, body.WrittenMemory, cancellationToken);
    }

    /// <summary>Sends a message.</summary>
    /// <param name="header">The message.</param>
    /// <param name="prefix">What stands before the payload; may be empty.</param>
    /// <param name="payload">The rest of the body; borrowed for the call.</param>
    /// <param name="cancellationToken">Leaves the connection unusable when it comes in mid-message.</param>
    /// <exception cref="TimeoutException">The server takes nothing for too long.</exception>
    /// <exception cref="IOException">The server has closed.</exception>
    public async ValueTask SendAsync(
        RtmpMessageHeader header, ReadOnlyMemory<byte> prefix, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _writer.Write(transport.Output, header, prefix.Span, payload.Span);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Tells the server the chunk size, and keeps to it from then on.</summary>
    public async ValueTask SetChunkSizeAsync(int chunkSize, CancellationToken cancellationToken)
    {
        var body = new byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(body, (uint)chunkSize);
        await SendControlAsync(RtmpMessageType.SetChunkSize, body, cancellationToken).ConfigureAwait(false);
        _writer.ChunkSize = chunkSize;
    }

    /// <summary>Sends a user control message.</summary>
    public ValueTask SendAsync(RtmpUserControl control, CancellationToken cancellationToken)
    {
        var body = new byte[RtmpUserControl.MaxLength];
        return SendControlAsync(RtmpMessageType.UserControl, body.AsMemory(0, control.Write(body)), cancellationToken);
    }

    /// <summary>Reads the next message that is not about the connection itself.</summary>
    /// <param name="deadline">By when one has to have come.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The caller disposes it; null when the server has closed.</returns>
    /// <exception cref="TimeoutException">None came in time.</exception>
    /// <exception cref="RtmpProtocolException">The server broke the protocol, or a limit.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<RtmpMessage?> ReadAsync(WaitDeadline deadline, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosing, this);
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReadNextAsync(deadline, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Says that nothing more will be sent.</summary>
    /// <param name="cancellationToken">Ends the wait for a server that does not read.</param>
    /// <exception cref="TimeoutException">The server takes nothing for too long.</exception>
    /// <exception cref="IOException">The server has closed, or an earlier message was cut off.</exception>
    public async ValueTask ShutdownOutputAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Completing would write what is left without a limit.
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            _isCutOff = true;
            _isOutputDone = true;
            await transport.Output.CompleteAsync().ConfigureAwait(false);
            if (transport is TcpConnection tcp)
            {
                await tcp.ShutdownOutputAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Closes. A call that is under way on another thread ends with an exception first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        transport.Input.CancelPendingRead();
        if (!_isOutputDone)
        {
            transport.Output.CancelPendingFlush();
        }

        await _reading.WaitAsync().ConfigureAwait(false);
        await _sending.WaitAsync().ConfigureAwait(false);
        if (transport is IAsyncDisposable owned)
        {
            await owned.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            await transport.Input.CompleteAsync().ConfigureAwait(false);
            await transport.Output.CompleteAsync().ConfigureAwait(false);
        }

        _aggregate?.Dispose();
        _aggregate = null;
        _chunks.Dispose();
        _readTimeout.Dispose();
        _sendTimeout.Dispose();
        _sending.Dispose();
        _reading.Dispose();
    }

    private async ValueTask<RtmpMessage?> ReadNextAsync(WaitDeadline deadline, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (TryReadPart(out var part))
            {
                return part;
            }

            var result = await ReadPipeAsync(deadline, cancellationToken).ConfigureAwait(false);
            var whole = result.Buffer;
            var rest = whole;
            RtmpMessage? message = null;
            var isMessage = false;
            try
            {
                isMessage = _chunks.TryRead(ref rest, out message);
            }
            finally
            {
                _receivedBytes += whole.Length - rest.Length;
                transport.Input.AdvanceTo(rest.Start, isMessage ? rest.Start : rest.End);
            }

            if (isMessage && !await HandleAsync(message!, cancellationToken).ConfigureAwait(false))
            {
                return message;
            }

            if (!isMessage && result.IsCompleted)
            {
                return null;
            }
        }
    }

    private async ValueTask<ReadResult> ReadPipeAsync(WaitDeadline deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var left = deadline.GetRemaining();
        if (transport.Input.TryRead(out var result))
        {
            return ThrowIfClosing(result);
        }

        if (_hasReplies)
        {
            await FlushRepliesAsync(cancellationToken).ConfigureAwait(false);
        }

        var token = _readTimeout.Start(left, cancellationToken);
        try
        {
            return ThrowIfClosing(await transport.Input.ReadAsync(token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw deadline.Exceeded();
        }
        finally
        {
            _readTimeout.Stop();
        }
    }

    private ReadResult ThrowIfClosing(in ReadResult result)
    {
        if (result.IsCanceled)
        {
            transport.Input.AdvanceTo(result.Buffer.Start);
            throw new ObjectDisposedException(nameof(RtmpClient));
        }

        return result;
    }

    /// <summary>Takes what concerns the connection alone, and answers it.</summary>
    /// <returns>False for what the caller has to look at; otherwise the message is disposed or kept.</returns>
    private async ValueTask<bool> HandleAsync(RtmpMessage message, CancellationToken cancellationToken)
    {
        var isHandled = true;
        try
        {
            await AcknowledgeAsync(cancellationToken).ConfigureAwait(false);
            switch (message.Type)
            {
                case RtmpMessageType.Aggregate:
                    _aggregate = message;
                    _parts = new AggregateMessageReader(message);
                    return true;
                case RtmpMessageType.SetChunkSize:
                    _chunks.SetChunkSize(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                    break;
                case RtmpMessageType.Abort:
                    _chunks.Abort(RtmpControlMessage.Read(message.Type, message.Payload.Span));
                    break;
                case RtmpMessageType.WindowAckSize:
                    _ackWindow = RtmpControlMessage.Read(message.Type, message.Payload.Span);
                    break;
                case RtmpMessageType.Acknowledgement or RtmpMessageType.SetPeerBandwidth:
                    break;
                case RtmpMessageType.UserControl:
                    isHandled = await AnswerAsync(RtmpUserControl.Read(message.Payload.Span), cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    isHandled = false;
                    break;
            }
        }
        catch
        {
            message.Dispose();
            throw;
        }

        if (isHandled)
        {
            message.Dispose();
        }

        return isHandled;
    }

    private async ValueTask<bool> AnswerAsync(RtmpUserControl control, CancellationToken cancellationToken)
    {
        if (control.Event == RtmpUserControlEvent.PingRequest)
        {
            var body = new byte[RtmpUserControl.MaxLength];
            var length = new RtmpUserControl(RtmpUserControlEvent.PingResponse, control.Value).Write(body);
            await ReplyAsync(RtmpMessageType.UserControl, body.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
        }

        return control.Event != RtmpUserControlEvent.StreamEof;
    }

    private async ValueTask AcknowledgeAsync(CancellationToken cancellationToken)
    {
        if (_ackWindow == 0 || _receivedBytes - _acknowledgedBytes < _ackWindow)
        {
            return;
        }

        _acknowledgedBytes = _receivedBytes;
        var body = new byte[RtmpControlMessage.Length];
        RtmpControlMessage.Write(body, unchecked((uint)_receivedBytes));
        await ReplyAsync(RtmpMessageType.Acknowledgement, body, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the next part of an aggregate that is for the caller; what concerns the connection has no business in one.</summary>
    private bool TryReadPart(out RtmpMessage? part)
    {
        part = null;
        if (_aggregate is null)
        {
            return false;
        }

        while (_parts.TryRead(options.BufferPool, out part))
        {
            if (part!.Type is RtmpMessageType.Audio or RtmpMessageType.Video or RtmpMessageType.DataAmf0 or RtmpMessageType.DataAmf3
                or RtmpMessageType.CommandAmf0 or RtmpMessageType.CommandAmf3)
            {
                return true;
            }

            part.Dispose();
        }

        _aggregate.Dispose();
        _aggregate = null;
        return false;
    }

    /// <summary>Appends a reply; it goes out before the next wait, so that a flood of requests does not become one of packets.</summary>
    private async ValueTask ReplyAsync(RtmpMessageType type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_isOutputDone)
            {
                _writer.WriteControl(transport.Output, type, body.Span);
                _hasReplies = true;
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    private async ValueTask FlushRepliesAsync(CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // A publisher that has said goodbye still listens for the server's end.
            if (!_isOutputDone)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            _hasReplies = false;
        }
        finally
        {
            _sending.Release();
        }
    }

    private ValueTask SendControlAsync(RtmpMessageType type, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        SendAsync(new RtmpMessageHeader(type, RtmpChunkStreamId.Control, 0, 0), default, body, cancellationToken);

    private async ValueTask SendRawAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        transport.Output.Write(bytes.Span);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_isCutOff)
        {
            throw new IOException("An earlier message to the RTMP server was cut off.");
        }

        var token = _sendTimeout.Start(options.SendTimeout, cancellationToken);
        _isCutOff = true;
        try
        {
            var flushed = await transport.Output.FlushAsync(token).ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(flushed.IsCanceled, this);
            if (flushed.IsCompleted)
            {
                throw new IOException("The RTMP server has closed the connection.");
            }

            _isCutOff = false;
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"The RTMP server has taken nothing for {options.SendTimeout.TotalSeconds} s.");
        }
        finally
        {
            _sendTimeout.Stop();
        }
    }
}
