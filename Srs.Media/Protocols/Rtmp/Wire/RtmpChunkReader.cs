using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using Srs.Media.Buffers;

namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>Assembles the messages of one connection from its chunks.</summary>
/// <remarks>
/// Not thread-safe: one reader per connection. Memory follows the bytes that have come, never a declared length. After an
/// exception the reader is of no more use. Dispose returns the buffers of unfinished messages. RTMP 1.0 5.3; header layout at
/// <see cref="RtmpChunkHeader"/>.
/// </remarks>
/// <param name="pool">Where payloads live.</param>
/// <param name="maxMessageBytes">Longest message a peer may send, at most <see cref="RtmpLimits.MaxMessageBytes"/>.</param>
internal sealed class RtmpChunkReader(BufferPool pool, int maxMessageBytes = RtmpLimits.MaxMessageBytes) : IDisposable
{
    private readonly Dictionary<int, RtmpChunkStream> _streams = [];
    private readonly int _maxMessageBytes = Math.Min(maxMessageBytes, RtmpLimits.MaxMessageBytes);

    /// <summary>The stream whose chunk is being read, and how much of that chunk's payload has not come.</summary>
    private RtmpChunkStream? _current;
    private int _chunkBytesLeft;

    private int _partialBytes;

    /// <summary>Bytes of payload in a chunk, as the peer has set it.</summary>
    public int ChunkSize { get; private set; } = RtmpLimits.DefaultChunkSize;

    /// <summary>Applies the peer's Set Chunk Size to the chunks that follow.</summary>
    /// <exception cref="RtmpProtocolException">Outside <see cref="RtmpLimits.MinChunkSize"/> to <see cref="RtmpLimits.MaxChunkSize"/>.</exception>
    public void SetChunkSize(uint chunkSize)
    {
        if (chunkSize is < RtmpLimits.MinChunkSize or > RtmpLimits.MaxChunkSize)
        {
            throw new RtmpProtocolException(
                RtmpErrorCode.RtmpChunkSize,
                $"RTMP chunk size {chunkSize}; it must be from {RtmpLimits.MinChunkSize} to {RtmpLimits.MaxChunkSize} bytes.");
        }

        ChunkSize = (int)Math.Min(chunkSize, (uint)Math.Max(_maxMessageBytes, RtmpLimits.MinChunkSize));
    }

    /// <summary>Drops what has come of the message on that chunk stream; unknown numbers are ignored, as there is nothing to drop.</summary>
    public void Abort(uint chunkStreamId)
    {
        Debug.Assert(_current == null, "Abort comes as a message, so no chunk is half read.");
        if (chunkStreamId <= RtmpChunkStreamId.Max && _streams.TryGetValue((int)chunkStreamId, out var stream))
        {
            _partialBytes -= stream.Drop();
        }
    }

    /// <summary>Reads chunks until one completes a message.</summary>
    /// <param name="buffer">Bytes from the peer; what is consumed is removed from its front, parts of chunks too.</param>
    /// <param name="message">The caller disposes it. Messages without payload mean nothing and are passed over, as in SRS.</param>
    /// <returns>False when more bytes are needed; <paramref name="buffer"/> then holds less than a chunk header.</returns>
    /// <exception cref="RtmpProtocolException">A chunk that cannot stand here, or more than <see cref="RtmpLimits"/>.</exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out RtmpMessage? message)
    {
        message = null;
        while (true)
        {
            if (_current == null && !TryReadHeader(ref buffer))
            {
                return false;
            }

            var stream = _current!;
            ReadPayload(ref buffer, stream);
            if (_chunkBytesLeft > 0)
            {
                return false;
            }

            _current = null;
            if (stream is { MissingBytes: 0, Partial: not null })
            {
                _partialBytes -= stream.MessageLength;
                message = stream.Take();
                return true;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var stream in _streams.Values)
        {
            stream.Drop();
        }

        _streams.Clear();
        _current = null;
        _partialBytes = 0;
    }

    private bool TryReadHeader(ref ReadOnlySequence<byte> buffer)
    {
        Span<byte> copy = stackalloc byte[RtmpChunkHeader.MaxLength];
        var bytes = Peek(buffer, copy);
        if (!RtmpChunkHeader.TryRead(bytes, out var header))
        {
            return false;
        }

        var stream = Find(header);
        if (!TryReadExtendedTimestamp(bytes[header.Length..], header, stream, out var extended, out var extendedLength))
        {
            return false;
        }

        CheckLength(header, stream);
        stream.Apply(header, extended);
        buffer = buffer.Slice(header.Length + extendedLength);
        _current = stream;
        _chunkBytesLeft = Math.Min(ChunkSize, stream.MissingBytes);
        return true;
    }

    /// <summary>The front of the buffer in one piece: in place when the first segment has it, else copied.</summary>
    private static ReadOnlySpan<byte> Peek(in ReadOnlySequence<byte> buffer, Span<byte> copy)
    {
        if (buffer.IsSingleSegment || buffer.FirstSpan.Length >= copy.Length)
        {
            return buffer.FirstSpan;
        }

        var front = buffer.Slice(0, Math.Min(buffer.Length, copy.Length));
        front.CopyTo(copy);
        return copy[..(int)front.Length];
    }

    /// <remarks>
    /// Formats 0 to 2 carry it when their field says so. For format 3 the specification repeats it (5.3.1.3) and some peers do
    /// not, so it is taken only when the next bytes are the value that is already known. The first byte that differs decides:
    /// without the repetition, fewer than 4 bytes may be all that ever comes.
    /// </remarks>
    private static bool TryReadExtendedTimestamp(
        ReadOnlySpan<byte> bytes, in RtmpChunkHeader header, RtmpChunkStream stream, out uint? extended, out int length)
    {
        extended = null;
        length = 0;
        if (header.Format == 3)
        {
            if (stream.Extended is not { } known)
            {
                return true;
            }

            Span<byte> expected = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(expected, known);
            var common = Math.Min(bytes.Length, expected.Length);
            if (!bytes[..common].SequenceEqual(expected[..common]))
            {
                return true;
            }

            length = sizeof(uint);
            return common == length;
        }

        if (header.TimestampField < RtmpChunkHeader.ExtendedTimestamp)
        {
            return true;
        }

        if (bytes.Length < sizeof(uint))
        {
            return false;
        }

        extended = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        length = sizeof(uint);
        return true;
    }

    private RtmpChunkStream Find(in RtmpChunkHeader header)
    {
        if (_streams.TryGetValue(header.ChunkStreamId, out var stream))
        {
            return stream.Partial != null && header.Format == 0
                ? throw WrongChunk(header, "begins a message within another")
                : stream;
        }

        // librtmp begins chunk stream 2 with format 1 when it answers a ping; there is nothing to inherit but message stream 0.
        if (header.Format > 1)
        {
            throw WrongChunk(header, "continues a chunk stream that has not begun");
        }

        if (_streams.Count == RtmpLimits.MaxChunkStreams)
        {
            throw WrongChunk(header, $"begins one chunk stream more than the limit of {RtmpLimits.MaxChunkStreams}");
        }

        stream = new RtmpChunkStream(header.ChunkStreamId);
        _streams.Add(header.ChunkStreamId, stream);
        return stream;
    }

    private void CheckLength(in RtmpChunkHeader header, RtmpChunkStream stream)
    {
        if (header.Format > 1)
        {
            return;
        }

        if (header.MessageLength > _maxMessageBytes)
        {
            throw new RtmpProtocolException(
                RtmpErrorCode.RtmpMsgSize, $"RTMP message of {header.MessageLength} bytes; the limit is {_maxMessageBytes}.");
        }

        if (stream.Partial != null && header.MessageLength != stream.MessageLength)
        {
            throw new RtmpProtocolException(
                RtmpErrorCode.RtmpPacketSize,
                $"RTMP message of {stream.MessageLength} bytes becomes {header.MessageLength} within the message.");
        }
    }

    private void ReadPayload(ref ReadOnlySequence<byte> buffer, RtmpChunkStream stream)
    {
        var length = (int)Math.Min(_chunkBytesLeft, buffer.Length);
        if (length == 0)
        {
            return;
        }

        var mostPartialBytes = _maxMessageBytes + RtmpLimits.PartialSlackBytes;
        if (length > mostPartialBytes - _partialBytes)
        {
            throw new RtmpProtocolException(
                RtmpErrorCode.RtmpMsgSize,
                $"RTMP peer has {_partialBytes + length} bytes in unfinished messages; the limit is {mostPartialBytes}.");
        }

        stream.Partial ??= new PooledBytes(pool);
        foreach (var piece in buffer.Slice(0, length))
        {
            stream.Partial.Append(piece.Span);
        }

        buffer = buffer.Slice(length);
        _chunkBytesLeft -= length;
        _partialBytes += length;
    }

    private static RtmpProtocolException WrongChunk(in RtmpChunkHeader header, string what) => new(
        RtmpErrorCode.RtmpChunkStart, $"RTMP chunk of format {header.Format} on chunk stream {header.ChunkStreamId} {what}.");
}
