using System.Buffers;
using System.Buffers.Binary;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Writes an FLV byte stream.</summary>
/// <remarks>
/// Adobe Video File Format Specification 10.1, annexes E.2 to E.4:
/// <code>
/// | "FLV" | version 1 | 00000 audio 0 video | header length 9 (32) | previous tag size 0 (32) |
/// { tag header 11 bytes | body header | payload | previous tag size (32) } ...
/// </code>
/// </remarks>
public static class FlvMuxer
{
    /// <summary>Bytes of the file header with the first previous tag size.</summary>
    public const int FileHeaderLength = 13;

    /// <summary>Most bytes before the payload in a tag.</summary>
    public const int MaxTagStartLength = FlvTagHeader.Length + FlvTagBodyWriter.MaxFrameHeaderLength;

    /// <summary>Bytes after the payload in a tag.</summary>
    public const int TagEndLength = 4;

    /// <summary>Writes the file header and gives <see cref="FileHeaderLength"/>.</summary>
    public static int WriteFileHeader(bool hasAudio, bool hasVideo, Span<byte> destination)
    {
        ReadOnlySpan<byte> header = [(byte)'F', (byte)'L', (byte)'V', 1, 0, 0, 0, 0, 9, 0, 0, 0, 0];
        header.CopyTo(destination);
        destination[4] = (byte)((hasAudio ? 4 : 0) | (hasVideo ? 1 : 0));
        return FileHeaderLength;
    }

    /// <summary>Appends the file header to <paramref name="output"/>.</summary>
    public static void WriteFileHeader(bool hasAudio, bool hasVideo, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Advance(WriteFileHeader(hasAudio, hasVideo, output.GetSpan(FileHeaderLength)));
    }

    /// <summary>Writes what goes before the payload of a frame's tag.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="timestamp">Decoding time in milliseconds, wrapping at 2^32.</param>
    /// <param name="destination">At least <see cref="MaxTagStartLength"/> bytes.</param>
    /// <param name="style">What the receiver has asked for.</param>
    /// <returns>Bytes written. The payload follows, then <see cref="WriteTagEnd"/>.</returns>
    /// <exception cref="InvalidOperationException">The frame is longer than an FLV tag can be.</exception>
    /// <exception cref="NotSupportedException"><see cref="FlvTagBodyWriter.CanWrite"/> is false for the track.</exception>
    public static int WriteTagStart(MediaFrame frame, uint timestamp, Span<byte> destination, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var bodyHeaderLength = FlvTagBodyWriter.WriteFrameHeader(frame, destination[FlvTagHeader.Length..], style);
        var type = FlvTagBodyWriter.GetTagType(frame.Track);
        return new FlvTagHeader(type, bodyHeaderLength + frame.Length, timestamp).Write(destination) + bodyHeaderLength;
    }

    /// <summary>Writes the previous tag size after a tag and gives <see cref="TagEndLength"/>.</summary>
    /// <param name="tagLength">Bytes of the whole tag: what <see cref="WriteTagStart"/> gave, and the payload.</param>
    /// <param name="destination">At least <see cref="TagEndLength"/> bytes.</param>
    public static int WriteTagEnd(int tagLength, Span<byte> destination)
    {
        BinaryPrimitives.WriteInt32BigEndian(destination, tagLength);
        return TagEndLength;
    }

    /// <summary>Appends a frame's tag to <paramref name="output"/>; exceptions as for <see cref="WriteTagStart"/>.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="timestamp">Decoding time in milliseconds, wrapping at 2^32.</param>
    /// <param name="output">Grows by one tag.</param>
    /// <param name="style">What the receiver has asked for.</param>
    public static void WriteFrame(MediaFrame frame, uint timestamp, IBufferWriter<byte> output, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(output);
        var startLength = WriteTagStart(frame, timestamp, output.GetSpan(MaxTagStartLength), style);
        output.Advance(startLength);
        output.Write(frame.Payload.Span);
        output.Advance(WriteTagEnd(startLength + frame.Length, output.GetSpan(TagEndLength)));
    }

    /// <summary>Appends the tag of a track's sequence header; nothing when it has none.</summary>
    /// <param name="track">Borrowed for the call.</param>
    /// <param name="timestamp">Decoding time in milliseconds, wrapping at 2^32.</param>
    /// <param name="output">Grows by at most one tag.</param>
    /// <param name="style">What the receiver has asked for.</param>
    /// <exception cref="NotSupportedException"><see cref="FlvTagBodyWriter.CanWrite"/> is false for the track.</exception>
    public static void WriteConfig(TrackInfo track, uint timestamp, IBufferWriter<byte> output, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(track);
        ArgumentNullException.ThrowIfNull(output);
        if (!FlvTagBodyWriter.HasConfig(track))
        {
            return;
        }

        var bodyLength = FlvTagBodyWriter.GetConfigBodyLength(track, style);
        var tagLength = FlvTagHeader.Length + bodyLength;
        var tag = output.GetSpan(tagLength + TagEndLength);
        new FlvTagHeader(FlvTagBodyWriter.GetTagType(track), bodyLength, timestamp).Write(tag);
        FlvTagBodyWriter.WriteConfigBody(track, tag[FlvTagHeader.Length..], style);
        WriteTagEnd(tagLength, tag[tagLength..]);
        output.Advance(tagLength + TagEndLength);
    }

    /// <summary>Appends a tag with a ready body, such as onMetaData.</summary>
    /// <param name="type">What the body is.</param>
    /// <param name="timestamp">Decoding time in milliseconds, wrapping at 2^32.</param>
    /// <param name="body">The whole tag body; borrowed for the call.</param>
    /// <param name="output">Grows by one tag.</param>
    /// <exception cref="InvalidOperationException">The body is longer than an FLV tag can be.</exception>
    public static void WriteTag(FlvTagType type, uint timestamp, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Advance(new FlvTagHeader(type, body.Length, timestamp).Write(output.GetSpan(FlvTagHeader.Length)));
        output.Write(body);
        output.Advance(WriteTagEnd(FlvTagHeader.Length + body.Length, output.GetSpan(TagEndLength)));
    }
}
