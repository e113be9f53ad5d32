using System.Buffers;
using System.Diagnostics;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Writes messages as chunks: a format 0 header, then format 3 between the pieces.</summary>
/// <remarks>Keeps no state but the chunk size, so that a receiver may join at any message. Allocates nothing. Layout at
/// <see cref="RtmpChunkHeader"/>; a timestamp of 0xFFFFFF or more is repeated in every chunk (RTMP 1.0 5.3.1.3).</remarks>
internal sealed class RtmpChunkWriter
{
    /// <summary>Bytes of payload in a chunk, 128 to 2^31-1; the receiver must have been told.</summary>
    public int ChunkSize
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, RtmpLimits.MinChunkSize);
            field = value;
        }
    } = RtmpLimits.DefaultChunkSize;

    /// <summary>Bytes that <see cref="Write"/> makes of a message.</summary>
    /// <param name="header">The message.</param>
    /// <param name="bodyLength">Bytes of body header and payload together.</param>
    public int Measure(in RtmpMessageHeader header, int bodyLength)
    {
        var continuations = bodyLength == 0 ? 0 : (bodyLength - 1) / ChunkSize;
        var basicLength = RtmpChunkHeader.MeasureBasic(header.ChunkStreamId);
        var extendedLength = header.Timestamp >= RtmpChunkHeader.ExtendedTimestamp ? sizeof(uint) : 0;
        return basicLength + 11 + extendedLength + continuations * (basicLength + extendedLength) + bodyLength;
    }

    /// <summary>Writes one message. Borrows both spans for the call.</summary>
    /// <param name="output">Asked for small spans only: at most a chunk header, or whatever it has to give.</param>
    /// <param name="header">The message.</param>
    /// <param name="bodyHeader">What stands before the payload, such as an FLV tag body header; may be empty.</param>
    /// <param name="payload">The rest of the body; both together at most <see cref="RtmpLimits.MaxMessageBytes"/>.</param>
    public void Write(
        IBufferWriter<byte> output, in RtmpMessageHeader header, ReadOnlySpan<byte> bodyHeader, ReadOnlySpan<byte> payload)
    {
        Debug.Assert(header.ChunkStreamId is >= RtmpChunkStreamId.Min and <= RtmpChunkStreamId.Max, "No such chunk stream.");
        var bodyLength = bodyHeader.Length + payload.Length;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bodyLength, RtmpLimits.MaxMessageBytes, nameof(payload));
        output.Advance(RtmpChunkHeader.WriteFull(output.GetSpan(RtmpChunkHeader.MaxLength), header, bodyLength));

        var room = ChunkSize;
        Append(output, header, bodyHeader, ref room);
        Append(output, header, payload, ref room);
    }

    /// <summary>Writes a protocol or user control message: chunk stream 2, message stream 0, timestamp 0 (RTMP 1.0 5.4).</summary>
    public void WriteControl(IBufferWriter<byte> output, RtmpMessageType type, ReadOnlySpan<byte> body) =>
        Write(output, new RtmpMessageHeader(type, RtmpChunkStreamId.Control, 0, 0), body, default);

    private void Append(IBufferWriter<byte> output, in RtmpMessageHeader header, ReadOnlySpan<byte> bytes, ref int room)
    {
        while (!bytes.IsEmpty)
        {
            if (room == 0)
            {
                WriteContinuation(output, header);
                room = ChunkSize;
            }

            var span = output.GetSpan();
            var length = Math.Min(Math.Min(bytes.Length, room), span.Length);
            bytes[..length].CopyTo(span);
            output.Advance(length);
            bytes = bytes[length..];
            room -= length;
        }
    }

    private static void WriteContinuation(IBufferWriter<byte> output, in RtmpMessageHeader header)
    {
        var span = output.GetSpan(RtmpChunkHeader.MaxLength);
        var length = RtmpChunkHeader.WriteBasic(span, 3, header.ChunkStreamId);
        output.Advance(length + RtmpChunkHeader.WriteExtendedTimestamp(span[length..], header.Timestamp));
    }
}
