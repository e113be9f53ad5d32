using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Egress;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Where a connection's replies go: to its pipe, or between the media of the viewer that owns the pipe.</summary>
/// <remarks>Replies are sent by the connection's loop alone; <see cref="TrySendBetweenMedia"/> may be called by anyone.</remarks>
/// <param name="pipe">The connection's output; the socket's own writer where there is one.</param>
/// <param name="ended">Cancelled when the connection is to end; a peer that does not read cannot hold it any longer.</param>
internal sealed class RtmpOutput(PipeWriter pipe, CancellationToken ended)
{
    private readonly Lock _attaching = new();
    private volatile IViewer? _viewer;
    private long _sentBytes;

    /// <summary>The pipe, for a viewer that is about to own it.</summary>
    public PipeWriter Pipe => pipe;

    /// <summary>Bytes sent, media included.</summary>
    public long SentBytes => Volatile.Read(ref _sentBytes) + (_viewer?.SentBytes ?? 0);

    /// <summary>Starts a viewer that owns the pipe; what others want to say meanwhile waits until it is there.</summary>
    public IViewer Attach(Func<IViewer> start)
    {
        lock (_attaching)
        {
            return _viewer = start();
        }
    }

    /// <summary>Takes the pipe back from a viewer that has completed.</summary>
    public void Detach()
    {
        if (_viewer is { } viewer)
        {
            // In this order the sum is too high for a moment, which those who sample it forgive, and never falls.
            Volatile.Write(ref _sentBytes, _sentBytes + viewer.SentBytes);
            _viewer = null;
        }
    }

    /// <summary>Sends whole messages.</summary>
    /// <exception cref="OperationCanceledException">The connection is to end.</exception>
    /// <exception cref="IOException">The peer takes no more: its connection is gone, or it does not read its replies.</exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> messages)
    {
        if (_viewer is { } viewer)
        {
            if (!viewer.Send(messages))
            {
                throw new IOException("The peer does not read the answers to its own commands.");
            }

            return;
        }

        pipe.Write(messages.Span);
        Volatile.Write(ref _sentBytes, _sentBytes + messages.Length);
        var flushed = await pipe.FlushAsync(ended).ConfigureAwait(false);
        if (flushed.IsCompleted || flushed.IsCanceled)
        {
            throw new IOException("The peer has closed its end.");
        }
    }

    /// <summary>Sends messages between the media of a player, from any thread.</summary>
    /// <returns>False when none plays, or too much waits for it.</returns>
    public bool TrySendBetweenMedia(ReadOnlyMemory<byte> messages)
    {
        lock (_attaching)
        {
            return _viewer?.Send(messages) ?? false;
        }
    }

    /// <summary>Sends the last message of a connection that ends, when nothing plays any more; to a peer that is gone, nothing.</summary>
    /// <param name="message">A whole message.</param>
    /// <param name="atOnce">Cancelled when it may wait no longer.</param>
    public async ValueTask SendLastAsync(ReadOnlyMemory<byte> message, CancellationToken atOnce)
    {
        try
        {
            pipe.Write(message.Span);
            Volatile.Write(ref _sentBytes, _sentBytes + message.Length);
            await pipe.FlushAsync(atOnce).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException)
        {
            // It will see that it is over. The last is of a writer or socket that is closed already.
        }
    }
}
