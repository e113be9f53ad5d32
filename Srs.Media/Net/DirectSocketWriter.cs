using System.IO.Pipelines;
using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>Writes to a <see cref="DirectSocket"/>: what it has flushed is in the kernel.</summary>
/// <remarks>Holds no memory between flushes. Egress workers know it by its type, and go to <see cref="Socket"/> past it.</remarks>
public sealed class DirectSocketWriter : PipeWriter
{
    private readonly PipeWriter _writer;

    internal DirectSocketWriter(DirectSocket direct, Socket socket)
    {
        Socket = direct;
        _writer = Create(new NetworkStream(socket, ownsSocket: false), new StreamPipeWriterOptions(leaveOpen: true));
    }

    /// <summary>What it writes to.</summary>
    public DirectSocket Socket { get; }

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _writer.UnflushedBytes;

    /// <inheritdoc/>
    public override void Advance(int bytes) => _writer.Advance(bytes);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _writer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => _writer.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => _writer.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void CancelPendingFlush() => _writer.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _writer.Complete(exception);
}
