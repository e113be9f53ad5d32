using Srs.Media.Buffers;

namespace Srs.Media.Codecs.Aac;

/// <summary>Reads the ADTS frames of a file or pipe, one after another.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="stream">The bytes; stays the caller's.</param>
/// <param name="pool">Where frames live; null for the shared one.</param>
public sealed class AdtsReader(Stream stream, BufferPool? pool = null)
{
    private readonly byte[] _frame = new byte[AdtsFrame.MaxLength];

    /// <summary>Reads the next frame, its header included.</summary>
    /// <returns>The caller disposes it; null at the end, where a frame that is cut off is left out.</returns>
    /// <exception cref="InvalidDataException">What stands here is no ADTS frame.</exception>
    public async ValueTask<PooledBytes?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var header = _frame.AsMemory(0, AdtsFrame.MinHeaderLength);
        if (await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < header.Length)
        {
            return null;
        }

        if (!AdtsFrame.TryRead(_frame, out var frame))
        {
            throw new InvalidDataException("The stream goes on with something that is no ADTS frame.");
        }

        var rest = _frame.AsMemory(header.Length, frame.Length - header.Length);
        return await stream.ReadAtLeastAsync(rest, rest.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) < rest.Length
            ? null
            : PooledBytes.Copy(pool ?? BufferPool.Shared, _frame.AsSpan(0, frame.Length));
    }
}
