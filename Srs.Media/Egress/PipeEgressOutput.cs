using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Srs.Media.Egress;

/// <summary>Copies into a pipe: TLS, HTTP/2, WebSocket and everything else that is no plain socket.</summary>
internal sealed class PipeEgressOutput(PipeWriter pipe) : EgressOutput
{
    /// <summary>Bytes put into the pipe between flushes: what Kestrel's connections buffer by default.</summary>
    private const int FlushBytes = 64 * 1024;

    private ValueTaskAwaiter<FlushResult> _flush;
    private int _unflushed;

    /// <inheritdoc/>
    public override bool IsFull => _unflushed >= FlushBytes;

    /// <inheritdoc/>
    public override int Write(ReadOnlySpan<byte> bytes)
    {
        // At least one byte: writers of connections that are gone may give none else, and the worker would go round for ever.
        var target = pipe.GetSpan(1);
        var count = Math.Min(Math.Min(target.Length, bytes.Length), FlushBytes - _unflushed);
        bytes[..count].CopyTo(target);
        pipe.Advance(count);
        _unflushed += count;
        return count;
    }

    /// <inheritdoc/>
    [SuppressMessage("Reliability", "CA2012", Justification = "The awaiter is kept so that a flush that waits costs no allocation; it is used once.")]
    public override EgressFlush Flush(Action onDone)
    {
        _flush = pipe.FlushAsync().GetAwaiter();
        if (_flush.IsCompleted)
        {
            return EndFlush();
        }

        _flush.UnsafeOnCompleted(onDone);
        return EgressFlush.Waiting;
    }

    /// <inheritdoc/>
    public override EgressFlush EndFlush()
    {
        var result = _flush.GetResult();
        _flush = default;
        _unflushed = 0;
        return result.IsCompleted ? EgressFlush.Closed : EgressFlush.Done;
    }

    /// <inheritdoc/>
    public override void CancelFlush() => pipe.CancelPendingFlush();
}
