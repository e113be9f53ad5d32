using System.Buffers;
using System.IO.Pipelines;
using Srs.Media.Buffers;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Reads the tags of an FLV file, pipe or response, one after another.</summary>
/// <remarks>
/// Reads ahead, so that the stream stands somewhere behind the last tag. Previous tag sizes are not looked at. Not thread-safe.
/// </remarks>
public sealed class FlvFileReader : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly PipeReader _input;
    private readonly BufferPool _pool;
    private readonly FlvDemuxer _demuxer;
    private readonly SequenceUnwrapper _clock = new();

    /// <summary>Makes a reader.</summary>
    /// <param name="stream">The bytes; stays the caller's.</param>
    /// <param name="maxTagLength">Longest tag body taken, in bytes.</param>
    /// <param name="pool">Where tag bodies live; null for the shared one.</param>
    public FlvFileReader(Stream stream, int maxTagLength = FlvDemuxer.DefaultMaxTagLength, BufferPool? pool = null)
    {
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferBytes, leaveOpen: true));
        _demuxer = new FlvDemuxer(maxTagLength);
        _pool = pool ?? BufferPool.Shared;
    }

    /// <summary>True when the file header announces audio; many encoders announce both or neither. Known once a tag has come.</summary>
    public bool HasAudio => _demuxer.HasAudio;

    /// <summary>True when the file header announces video, just as reliably.</summary>
    public bool HasVideo => _demuxer.HasVideo;

    /// <summary>Bytes at the end that are no whole tag, once the end has come; up to 4 of them are the last previous tag size.</summary>
    public long BytesLeft { get; private set; }

    /// <summary>Reads the next tag.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The caller disposes it; null at the end, where a tag that is cut off is left out.</returns>
    /// <exception cref="FlvFormatException">The stream is no FLV, or a tag is damaged; it cannot be read any further.</exception>
    public async ValueTask<FlvTag?> ReadAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var rest = result.Buffer;
            var isTag = false;
            try
            {
                isTag = _demuxer.TryRead(ref rest, out var header, out var body);
                if (isTag)
                {
                    return MakeTag(header, body);
                }
            }
            finally
            {
                _input.AdvanceTo(rest.Start, isTag ? rest.Start : rest.End);
            }

            if (result.IsCompleted)
            {
                BytesLeft = rest.Length;
                return null;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _input.CompleteAsync();

    private FlvTag MakeTag(in FlvTagHeader header, in ReadOnlySequence<byte> body)
    {
        var bytes = new PooledBytes(_pool);
        foreach (var piece in body)
        {
            bytes.Append(piece.Span);
        }

        return new FlvTag(header.Type, TimeSpan.FromMilliseconds(_clock.Unwrap(header.Timestamp)), bytes);
    }
}
