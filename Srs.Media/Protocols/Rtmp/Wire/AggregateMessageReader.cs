using System.Buffers.Binary;
using Srs.Media.Buffers;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Splits an aggregate message (type 22) into the messages within.</summary>
/// <remarks>
/// <code>
/// +---------+-------------+-------------+---------+-------------+---------+------------------+
/// | type(8) | length (24) | time (0-23) | (24-31) | stream (24) | payload | tag length (32)  |  repeated
/// +---------+-------------+-------------+---------+-------------+---------+------------------+
/// </code>
/// That is a run of FLV tags. Their times are shifted so that the first has the aggregate's own; their stream is the
/// aggregate's. The tag length is not looked at and may be missing after the last. RTMP 1.0 7.1.6.
/// </remarks>
/// <param name="aggregate">Borrowed for the life of the reader.</param>
internal struct AggregateMessageReader(RtmpMessage aggregate)
{
    private const int TagHeaderLength = 11;

    private ReadOnlyMemory<byte> _rest = aggregate.Payload.Memory;
    private uint? _shift;

    /// <summary>Copies the next message out; false at the end.</summary>
    /// <param name="pool">Where the copy lives.</param>
    /// <param name="message">The caller disposes it.</param>
    /// <exception cref="RtmpProtocolException">The aggregate ends within a tag, or holds another aggregate.</exception>
    public bool TryRead(BufferPool pool, out RtmpMessage? message)
    {
        message = null;
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < TagHeaderLength)
        {
            throw Broken($"with {_rest.Length} bytes where a tag header should be");
        }

        var tag = _rest.Span;
        var type = (RtmpMessageType)tag[0];
        var length = (int)(BinaryPrimitives.ReadUInt32BigEndian(tag) & 0xFFFFFF);
        var time = BinaryPrimitives.ReadUInt32BigEndian(tag[4..]) >> 8 | (uint)tag[7] << 24;
        if (length > _rest.Length - TagHeaderLength)
        {
            throw Broken($"with a tag of {length} bytes of which {_rest.Length - TagHeaderLength} are there");
        }

        if (type == RtmpMessageType.Aggregate)
        {
            throw Broken("within another");
        }

        _shift ??= aggregate.Timestamp - time;
        var header = new RtmpMessageHeader(type, aggregate.ChunkStreamId, aggregate.StreamId, time + _shift.Value);
        message = new RtmpMessage(header, PooledBytes.Copy(pool, tag.Slice(TagHeaderLength, length)));
        _rest = _rest[(TagHeaderLength + length)..];
        _rest = _rest[Math.Min(sizeof(uint), _rest.Length)..];
        return true;
    }

    private static RtmpProtocolException Broken(string what) => new(RtmpErrorCode.RtmpAggregate, $"RTMP aggregate {what}.");
}
