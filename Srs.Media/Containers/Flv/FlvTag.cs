using Srs.Media.Buffers;

namespace Srs.Media.Containers.Flv;

/// <summary>One FLV tag, or the RTMP message that carries the same. Whoever gets it disposes it.</summary>
/// <param name="type">What the body is.</param>
/// <param name="timestamp">Decoding time, wrap-around undone; whole milliseconds when it came from a file or a server.</param>
/// <param name="body">The tag body, its header included; taken over.</param>
public sealed class FlvTag(FlvTagType type, TimeSpan timestamp, PooledBytes body) : IDisposable
{
    /// <summary>What the body is.</summary>
    public FlvTagType Type { get; } = type;

    /// <summary>Decoding time, wrap-around undone.</summary>
    public TimeSpan Timestamp { get; } = timestamp;

    /// <summary>The tag body, its header included (annexes E.4.2 to E.4.4; Enhanced RTMP v2). Gone after Dispose.</summary>
    public PooledBytes Body { get; } = body;

    /// <inheritdoc/>
    public void Dispose() => Body.Dispose();
}
