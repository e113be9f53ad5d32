using System.IO.Pipelines;

namespace Srs.Tests.Egress;

/// <summary>An output that is always ready and forgets what it gets.</summary>
internal sealed class CountingWriter : PipeWriter
{
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>How often bytes were sent on.</summary>
    public int Flushes { get; private set; }

    public override void Advance(int bytes)
    {
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        return default;
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer;
}
