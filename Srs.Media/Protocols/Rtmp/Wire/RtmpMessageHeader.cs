namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What a message to be written says about itself, its length apart.</summary>
/// <param name="Type">What it carries.</param>
/// <param name="ChunkStreamId">2 to 65599; see <see cref="Wire.RtmpChunkStreamId"/>.</param>
/// <param name="StreamId">Message stream; 0 for control and connection commands.</param>
/// <param name="Timestamp">Milliseconds, absolute, modulo 2^32.</param>
internal readonly record struct RtmpMessageHeader(RtmpMessageType Type, int ChunkStreamId, uint StreamId, uint Timestamp);
