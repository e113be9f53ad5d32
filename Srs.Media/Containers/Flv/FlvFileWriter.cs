using System.Buffers;

namespace Srs.Media.Containers.Flv;

/// <summary>Writes tags to an FLV file, pipe or request.</summary>
/// <remarks>
/// Each tag is handed to the stream in one call; buffering is the stream's. A file for seeking players needs <see cref="FlvRepair"/>
/// afterwards. Not thread-safe.
/// </remarks>
/// <param name="stream">Receives the bytes; stays the caller's.</param>
/// <param name="hasAudio">What the file header says.</param>
/// <param name="hasVideo">What the file header says.</param>
public sealed class FlvFileWriter(Stream stream, bool hasAudio = true, bool hasVideo = true)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private bool _hasStarted;

    /// <summary>Writes a tag as it is.</summary>
    /// <param name="tag">Borrowed for the call.</param>
    /// <param name="cancellationToken">Passed on to the stream.</param>
    public ValueTask WriteAsync(FlvTag tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return WriteAsync(tag.Type, tag.Timestamp, tag.Body.Memory, cancellationToken);
    }

    /// <summary>Writes a tag, the file header before the first.</summary>
    /// <param name="type">What the body is.</param>
    /// <param name="timestamp">Decoding time, written as whole milliseconds modulo 2^32.</param>
    /// <param name="body">The tag body, its header included; borrowed for the call.</param>
    /// <param name="cancellationToken">Passed on to the stream.</param>
    /// <exception cref="InvalidOperationException">The body is longer than an FLV tag can be.</exception>
    public async ValueTask WriteAsync(
        FlvTagType type, TimeSpan timestamp, ReadOnlyMemory<byte> body, CancellationToken cancellationToken = default)
    {
        _output.ResetWrittenCount();
        if (!_hasStarted)
        {
            FlvMuxer.WriteFileHeader(hasAudio, hasVideo, _output);
        }

        FlvMuxer.WriteTag(type, FlvTimestamp.FromTimeSpan(timestamp), body.Span, _output);
        _hasStarted = true;
        await stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
    }
}
