using System.Collections.Immutable;
using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Srs.Media.Net;

namespace Srs.Media.Segments;

/// <summary>Bytes of a segment, opened to be sent: shared memory, or a file. Dispose gives them back.</summary>
public sealed class SegmentSource : IDisposable
{
    /// <summary>Bytes that are written at once: what a slow reader makes the server hold.</summary>
    private const int BlockBytes = SocketPipeWriter.LargeBuffer;

    private readonly SegmentBytes? _bytes;
    private readonly SegmentFile? _file;
    private readonly ImmutableArray<SegmentRange> _ranges;

    /// <summary>Opens memory.</summary>
    /// <param name="bytes">Takes over the caller's reference.</param>
    /// <param name="ranges">Which bytes are meant, one range after the other; empty for all.</param>
    internal SegmentSource(SegmentBytes bytes, ImmutableArray<SegmentRange> ranges)
    {
        _bytes = bytes;
        _ranges = ranges;
        Length = ranges.IsEmpty ? bytes.Length : ranges.Sum(static range => range.Length);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="ranges">Which bytes are meant, one range after the other; empty for all.</param>
    internal SegmentSource(SegmentFile file, ImmutableArray<SegmentRange> ranges)
    {
        _file = file;
        _ranges = ranges;
        Length = ranges.IsEmpty ? file.Length : ranges.Sum(static range => range.Length);
    }

    /// <summary>Number of bytes.</summary>
    public long Length { get; }

    /// <summary>The shared memory; null when the bytes are in a file, or not all of its own. Borrowed.</summary>
    internal SegmentBytes? Shared => _ranges.IsEmpty ? _bytes : null;

    /// <summary>Writes a range.</summary>
    /// <param name="output">Where to; flushed with each block.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Number of bytes, all of them there.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>False when the reader of <paramref name="output"/> has gone.</returns>
    /// <exception cref="IOException">The file has gone, or is shorter than it was.</exception>
    public ValueTask<bool> CopyToAsync(PipeWriter output, long offset, long length, CancellationToken cancellationToken) =>
        _ranges.IsEmpty ? CopyAsync(output, offset, length, cancellationToken) : CopyRangesAsync(output, offset, length, cancellationToken);

    /// <summary>Copies everything to a stream.</summary>
    public async Task CopyToAsync(Stream output, CancellationToken cancellationToken)
    {
        var writer = PipeWriter.Create(output, new StreamPipeWriterOptions(leaveOpen: true));
        await CopyToAsync(writer, 0, Length, cancellationToken).ConfigureAwait(false);
        await writer.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => _bytes?.Dispose();

    private ValueTask<bool> CopyAsync(PipeWriter output, long offset, long length, CancellationToken cancellationToken) =>
        _bytes is { } bytes
            ? CopyMemoryAsync(bytes, output, offset, length, cancellationToken)
            : CopyFileAsync(_file!, output, offset, length, cancellationToken);

    private async ValueTask<bool> CopyRangesAsync(PipeWriter output, long offset, long length, CancellationToken cancellationToken)
    {
        foreach (var range in _ranges)
        {
            var taken = Math.Min(range.Length - offset, length);
            if (taken > 0)
            {
                if (!await CopyAsync(output, range.Offset + offset, taken, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }

                length -= taken;
            }

            offset = Math.Max(0, offset - range.Length);
        }

        return true;
    }

    private static async ValueTask<bool> CopyMemoryAsync(SegmentBytes bytes, PipeWriter output, long offset, long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            var block = bytes.Peek(offset);
            block = block[..(int)Math.Min(Math.Min(block.Length, BlockBytes), length)];
            var flush = await output.WriteAsync(block, cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted || flush.IsCanceled)
            {
                return false;
            }

            offset += block.Length;
            length -= block.Length;
        }

        return true;
    }

    private static async ValueTask<bool> CopyFileAsync(SegmentFile file, PipeWriter output, long offset, long length, CancellationToken cancellationToken)
    {
        using var handle = File.OpenHandle(file.Path, options: FileOptions.Asynchronous);
        while (length > 0)
        {
            var read = await ReadAsync(handle, output.GetMemory(BlockBytes), file.Offset + offset, length, cancellationToken).ConfigureAwait(false);
            output.Advance(read);
            var flush = await output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (flush.IsCompleted || flush.IsCanceled)
            {
                return false;
            }

            offset += read;
            length -= read;
        }

        return true;
    }

    private static async ValueTask<int> ReadAsync(SafeFileHandle handle, Memory<byte> room, long offset, long most, CancellationToken cancellationToken)
    {
        room = room.Length > most ? room[..(int)most] : room;
        var read = await RandomAccess.ReadAsync(handle, room, offset, cancellationToken).ConfigureAwait(false);
        return read > 0 ? read : throw new EndOfStreamException("The file of a segment is shorter than it was.");
    }
}
