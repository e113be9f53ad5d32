using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Srs.Media.Net;

namespace Srs.Media.Egress;

/// <summary>Gives the kernel the log's own bytes. When the socket is full, a piece of them waits in a buffer until it is not.</summary>
/// <remarks>The piece is a copy: the log may give its memory back long before a slow peer has taken it.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The socket operation holds nothing once it has completed, and it has no owner to dispose it before.")]
internal sealed class SocketEgressOutput(DirectSocket socket) : EgressOutput
{
    /// <summary>Bytes that wait for a full socket: few, because every viewer's is full when it joins, and all that counts is when they are gone.</summary>
    private const int WaitingBytes = 1024;

    private DirectSocketSend? _send;
    private byte[]? _waiting;
    private int _waitingLength;

    /// <inheritdoc/>
    public override bool IsFull => _waitingLength > 0;

    /// <inheritdoc/>
    public override int Write(ReadOnlySpan<byte> bytes)
    {
        var sent = socket.TrySend(bytes);
        if (sent == bytes.Length)
        {
            return sent;
        }

        _waitingLength = Math.Min(bytes.Length - sent, WaitingBytes);
        _waiting = ArrayPool<byte>.Shared.Rent(_waitingLength);
        bytes.Slice(sent, _waitingLength).CopyTo(_waiting);
        return sent + _waitingLength;
    }

    /// <inheritdoc/>
    public override EgressFlush Flush(Action onDone)
    {
        if (_waiting is null)
        {
            return EgressFlush.Done;
        }

        _send ??= new DirectSocketSend(socket);
        return _send.Start(_waiting.AsMemory(0, _waitingLength), onDone) ? EgressFlush.Waiting : EndFlush();
    }

    /// <inheritdoc/>
    public override EgressFlush EndFlush()
    {
        ArrayPool<byte>.Shared.Return(_waiting!);
        _waiting = null;
        _waitingLength = 0;
        return _send!.Succeeded ? EgressFlush.Done : EgressFlush.Closed;
    }

    /// <inheritdoc/>
    public override void CancelFlush() => socket.Cancel();
}
