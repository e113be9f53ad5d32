using System.Collections.Immutable;
using System.IO.Pipelines;
using Srs.Media.Segments;

namespace Srs.Media.Protocols.Dash;

/// <summary>The bytes of one track of a segment, opened to be sent: ranges of what the store holds, copied by nobody. Dispose gives them back.</summary>
public sealed class DashSource : IDisposable
{
    private readonly ImmutableArray<(SegmentSource Source, SegmentRange Range)> _pieces;

    internal DashSource(ImmutableArray<(SegmentSource Source, SegmentRange Range)> pieces)
    {
        _pieces = pieces;
        var length = pieces.Sum(static piece => piece.Range.Length);
        Length = length > 0 ? length : DashEmptySegment.Bytes.Length;
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>Writes a range.</summary>
    /// <param name="output">Where to; flushed with each part.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Number of bytes, all of them there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when the reader of <paramref name="output"/> has gone.</returns>
    /// <exception cref="IOException">A file has gone, or is shorter than it was.</exception>
    public async ValueTask<bool> CopyToAsync(PipeWriter output, long offset, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var (source, range) in _pieces)
        {
            if (offset >= range.Length)
            {
                offset -= range.Length;
                continue;
            }

            var taken = Math.Min(range.Length - offset, length);
            if (!await source.CopyToAsync(output, range.Offset + offset, taken, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }

            offset = 0;
            length -= taken;
            if (length == 0)
            {
                return true;
            }
        }

        return !(await output.WriteAsync(DashEmptySegment.Bytes.Slice((int)offset, (int)length), cancellationToken).ConfigureAwait(false)).IsCompleted;
    }

    /// <summary>Copies everything to a stream.</summary>
    internal async Task CopyToAsync(Stream output, CancellationToken cancellationToken)
    {
        var writer = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await CopyToAsync(writer, 0, Length, cancellationToken).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A source is named by each of its ranges, and owned by the empty one before them.
        foreach (var (source, range) in _pieces)
        {
            if (range == default)
            {
                source.Dispose();
            }
        }
    }
}
