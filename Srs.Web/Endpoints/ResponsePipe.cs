using System.IO.Pipelines;

namespace Srs.Web.Endpoints;

/// <summary>A response's body for writers that ask for whatever room there is, and write until all is written.</summary>
/// <remarks>
/// Asked for no number of bytes in particular, Kestrel gives none once the connection is gone, though <see cref="System.Buffers.IBufferWriter{T}"/> promises some;
/// such writers would then go round for ever. Asked for one, it gives room for bytes that go nowhere, and the next flush tells that it is over.
/// </remarks>
internal sealed class ResponsePipe(PipeWriter body) : PipeWriter
{
    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => body.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => body.UnflushedBytes;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => body.GetMemory(Math.Max(1, sizeHint));

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => body.GetSpan(Math.Max(1, sizeHint));

    /// <inheritdoc/>
    public override void Advance(int bytes) => body.Advance(bytes);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => body.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override void CancelPendingFlush() => body.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => body.Complete(exception);
}
