using System.Buffers;
using Srs.Media.Containers.Flv;
using Srs.Media.Egress;
using Srs.Media.Frames;
using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Media.Protocols.Rtmp;

/// <summary>Frames as RTMP chunks: H.264, AAC and the like as legacy tags, codecs without legacy id by FourCC.</summary>
/// <remarks>
/// Every message begins with a format 0 chunk header, so that a viewer can begin at any of them. By default only the default track of each
/// kind is written; <see cref="FlvTagStyle.Multitrack"/> is for peers that announce it.
/// </remarks>
/// <param name="ChunkSize">Chunk size that the viewers were told, in bytes.</param>
/// <param name="StreamId">Message stream that the viewers play on.</param>
/// <param name="Style">
/// What the viewers have asked for. With <see cref="FlvTagStyle.Nanoseconds"/> times have to be those of a <see cref="WireLog"/>, whose
/// zero is a whole millisecond of the stream's.
/// </param>
internal sealed record RtmpWireFormat(int ChunkSize, uint StreamId, FlvTagStyle Style = FlvTagStyle.Default) : IWireFormat
{
    /// <summary>Message stream that players get unless they create several.</summary>
    public const uint SharedStreamId = 1;

    private readonly RtmpChunkWriter _writer = new() { ChunkSize = ChunkSize };

    /// <inheritdoc/>
    public string Name => "rtmp"
        + ((Style & FlvTagStyle.Multitrack) != 0 ? "-multitrack" : "")
        + ((Style & FlvTagStyle.LegacyHevc) != 0 ? "-hevc" : "")
        + ((Style & FlvTagStyle.Nanoseconds) != 0 ? "-nano" : "");

    /// <inheritdoc/>
    public void WriteMetadata(ReadOnlySpan<byte> metadata, uint milliseconds, IBufferWriter<byte> output) =>
        _writer.Write(output, Header(RtmpMessageType.DataAmf0, RtmpChunkStreamId.Data, milliseconds), metadata, default);

    /// <inheritdoc/>
    public void WriteTrack(TrackInfo track, uint milliseconds, IBufferWriter<byte> output)
    {
        if (!FlvTagBodyWriter.CanWrite(track, Style) || !FlvTagBodyWriter.HasConfig(track))
        {
            return;
        }

        var body = ArrayPool<byte>.Shared.Rent(FlvTagBodyWriter.GetConfigBodyLength(track, Style));
        var length = FlvTagBodyWriter.WriteConfigBody(track, body, Style);
        _writer.Write(output, Header(track, milliseconds), body.AsSpan(0, length), default);
        ArrayPool<byte>.Shared.Return(body);
    }

    /// <inheritdoc/>
    public void WriteFrame(MediaFrame frame, uint milliseconds, IBufferWriter<byte> output)
    {
        if (!FlvTagBodyWriter.CanWrite(frame.Track, Style))
        {
            return;
        }

        if (FlvTagBodyWriter.HasNanoseconds(frame, Style) && FlvTimestamp.IsRoundedUp(frame.Dts) && milliseconds > 0)
        {
            milliseconds--;
        }

        Span<byte> body = stackalloc byte[FlvTagBodyWriter.MaxFrameHeaderLength];
        var length = FlvTagBodyWriter.WriteFrameHeader(frame, body, Style);
        _writer.Write(output, Header(frame.Track, milliseconds), body[..length], frame.Payload.Span);
    }

    /// <summary>Equal formats write equal bytes; the writer is no part of it.</summary>
    public bool Equals(RtmpWireFormat? other) =>
        other is not null && ChunkSize == other.ChunkSize && StreamId == other.StreamId && Style == other.Style;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(ChunkSize, StreamId, Style);

    private RtmpMessageHeader Header(TrackInfo track, uint milliseconds) => FlvTagBodyWriter.GetTagType(track) switch
    {
        FlvTagType.Audio => Header(RtmpMessageType.Audio, RtmpChunkStreamId.Audio, milliseconds),
        FlvTagType.Video => Header(RtmpMessageType.Video, RtmpChunkStreamId.Video, milliseconds),
        _ => Header(RtmpMessageType.DataAmf0, RtmpChunkStreamId.Data, milliseconds),
    };

    private RtmpMessageHeader Header(RtmpMessageType type, int chunkStreamId, uint milliseconds) => new(type, chunkStreamId, StreamId, milliseconds);
}
