using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Srs.Media.Net;

/// <summary>The sending side of a connection as the output of whoever speaks its protocol: what is flushed goes to the kernel, on the thread that flushes if it takes it.</summary>
/// <remarks>
/// <para>A pipe and a loop that empties it cost each answer two more turns of a thread, and large ones a copy into small blocks. A flush is over when the kernel has
/// taken everything, so nothing else may have to wait for what another has written.</para>
/// <para>Holds memory from the first byte that is written to the end of the flush. One writer at a time. As with a pipe, a flush does not throw when the peer is gone:
/// <see cref="FlushResult.IsCompleted"/> tells, and what is written afterwards goes nowhere.</para>
/// </remarks>
public sealed class SocketPipeWriter : PipeWriter
{
    /// <summary>Bytes of a buffer: most answers fit in a small one, and what does not is written in pieces of a large one.</summary>
    private const int SmallBuffer = 4 * 1024;

    /// <summary>Bytes that are best written between two flushes.</summary>
    public const int LargeBuffer = 64 * 1024;

    private readonly DirectSocket _direct;
    private readonly Socket _socket;
    private readonly Queue<ArraySegment<byte>> _full = new(0);
    private byte[]? _buffer;
    private int _length;
    private long _unflushed;
    private bool _isLarge;
    private bool _isGone;

    /// <summary>Takes over the sending side of a socket.</summary>
    /// <param name="socket">Connected; stays open, and its owner's.</param>
    /// <exception cref="SocketException">The connection is gone.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public SocketPipeWriter(Socket socket)
    {
        _direct = new DirectSocket(socket);
        _socket = socket;
    }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _unflushed;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        _length += bytes;
        _unflushed += bytes;
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => GetBuffer(sizeHint).AsMemory(_length);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetBuffer(sizeHint).AsSpan(_length);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_buffer is null || _isGone)
        {
            Release();
            return new(new FlushResult(isCanceled: false, _isGone));
        }

        var sent = 0;
        if (_full.Count == 0)
        {
            try
            {
                sent = _direct.TrySend(_buffer.AsSpan(0, _length));
            }
            catch (Exception e) when (IsEnd(e))
            {
                return new(Give());
            }

            if (sent == _length)
            {
                Release();
                return default;
            }
        }

        return FlushSlowlyAsync(sent, cancellationToken);
    }

    /// <summary>Does nothing: what is on its way to the kernel cannot be left there in part.</summary>
    public override void CancelPendingFlush()
    {
    }

    /// <summary>Gives the memory back. The socket is left to its owner.</summary>
    public override void Complete(Exception? exception = null)
    {
        _isGone = true;
        Release();
    }

    private static bool IsEnd(Exception exception) => exception is SocketException or IOException or ObjectDisposedException;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<FlushResult> FlushSlowlyAsync(int sent, CancellationToken cancellationToken)
    {
        try
        {
            while (_full.TryPeek(out var full))
            {
                await SendAsync(full, cancellationToken).ConfigureAwait(false);
                ArrayPool<byte>.Shared.Return(_full.Dequeue().Array!);
            }

            await SendAsync(_buffer.AsMemory(sent, _length - sent), cancellationToken).ConfigureAwait(false);
            Release();
            return default;
        }
        catch (Exception e) when (IsEnd(e))
        {
            return Give();
        }
        catch (OperationCanceledException)
        {
            // Half of what was to be sent is of no use to anybody.
            Give();
            throw;
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
        }
    }

    private byte[] GetBuffer(int sizeHint)
    {
        var needed = Math.Max(1, sizeHint);
        if (_buffer is not null && _buffer.Length - _length >= needed)
        {
            return _buffer;
        }

        if (_buffer is not null)
        {
            _full.Enqueue(new ArraySegment<byte>(_buffer, 0, _length));
            _isLarge = true;
        }

        _length = 0;
        return _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(_isLarge ? LargeBuffer : SmallBuffer, needed));
    }

    /// <summary>Gives up: the side that reads notices, too.</summary>
    private FlushResult Give()
    {
        _isGone = true;
        Release();
        _direct.Cancel();
        return new FlushResult(isCanceled: false, isCompleted: true);
    }

    private void Release()
    {
        while (_full.TryDequeue(out var full))
        {
            ArrayPool<byte>.Shared.Return(full.Array!);
        }

        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        _isLarge = _unflushed > SmallBuffer;
        _length = 0;
        _unflushed = 0;
    }
}
