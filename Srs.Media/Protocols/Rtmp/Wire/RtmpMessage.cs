using Srs.Media.Buffers;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>One whole message from a peer. Whoever takes it disposes it.</summary>
internal sealed class RtmpMessage(RtmpMessageHeader header, PooledBytes payload) : IDisposable
{
    /// <summary>What the message carries.</summary>
    public RtmpMessageType Type { get; } = header.Type;

    /// <summary>Chunk stream it came on, 2 to 65599.</summary>
    public int ChunkStreamId { get; } = header.ChunkStreamId;

    /// <summary>Message stream it belongs to.</summary>
    public uint StreamId { get; } = header.StreamId;

    /// <summary>Milliseconds, absolute, modulo 2^32.</summary>
    public uint Timestamp { get; } = header.Timestamp;

    /// <summary>The body, owned by the message; never empty when it came from <see cref="RtmpChunkReader"/>.</summary>
    public PooledBytes Payload { get; } = payload;

    /// <inheritdoc/>
    public void Dispose() => Payload.Dispose();
}
