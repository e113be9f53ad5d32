using System.Buffers;
using System.Buffers.Binary;

namespace Srs.Media.Containers.Flv;

/// <summary>Cuts an FLV byte stream into tags as its bytes arrive.</summary>
/// <remarks>
/// Not thread-safe: one demuxer per stream. The layout is drawn at <see cref="FlvMuxer"/>. Each tag is read with the previous tag
/// size before it, so that a tag is given out as soon as its body is whole; the sizes themselves are not looked at, since many
/// encoders get them wrong. Adobe Video File Format Specification 10.1, annexes E.2 to E.4.
/// </remarks>
/// <param name="maxTagLength">Longest tag body taken, in bytes.</param>
public sealed class FlvDemuxer(int maxTagLength = FlvDemuxer.DefaultMaxTagLength)
{
    /// <summary>Longest tag body taken unless the caller says otherwise, in bytes.</summary>
    public const int DefaultMaxTagLength = 16 * 1024 * 1024;

    /// <summary>Longest file header taken, in bytes; version 1 has 9.</summary>
    public const int MaxFileHeaderLength = 1024;

    private const int FileHeaderLength = 9;
    private const int PreviousTagSizeLength = 4;

    private bool _hasFileHeader;

    /// <summary>True when the file header announces audio; not to be relied on, many encoders announce both or neither.</summary>
    public bool HasAudio { get; private set; }

    /// <summary>True when the file header announces video; not to be relied on either.</summary>
    public bool HasVideo { get; private set; }

    private static ReadOnlySpan<byte> Signature => [(byte)'F', (byte)'L', (byte)'V', 1];

    /// <summary>Reads one tag.</summary>
    /// <param name="buffer">Bytes of the stream; the tag, and what stands before it, is removed from its front.</param>
    /// <param name="header">The tag's header.</param>
    /// <param name="body">The tag's body, a slice of <paramref name="buffer"/> with the same lifetime.</param>
    /// <returns>False when more bytes are needed; <paramref name="buffer"/> is then unchanged.</returns>
    /// <exception cref="FlvFormatException">
    /// The stream does not begin with an FLV file header of version 1, a tag is of an unknown type or encrypted, or a limit is broken.
    /// Known from the first wrong byte on; <paramref name="buffer"/> is unchanged, and the stream cannot be read any further.
    /// </exception>
    public bool TryRead(ref ReadOnlySequence<byte> buffer, out FlvTagHeader header, out ReadOnlySequence<byte> body)
    {
        header = default;
        body = default;
        var rest = buffer;
        byte flags = 0;
        if (!_hasFileHeader && !TryReadFileHeader(ref rest, out flags))
        {
            return false;
        }

        if (rest.Length < PreviousTagSizeLength)
        {
            return false;
        }

        rest = rest.Slice(PreviousTagSizeLength);
        if (!TryReadTag(ref rest, out header, out body))
        {
            return false;
        }

        if (!_hasFileHeader)
        {
            HasAudio = (flags & 4) != 0;
            HasVideo = (flags & 1) != 0;
            _hasFileHeader = true;
        }

        buffer = rest;
        return true;
    }

    private static bool TryReadFileHeader(ref ReadOnlySequence<byte> rest, out byte flags)
    {
        Span<byte> fields = stackalloc byte[FileHeaderLength];
        var available = (int)Math.Min(rest.Length, fields.Length);
        rest.Slice(0, available).CopyTo(fields);
        flags = fields[4];
        var compared = Math.Min(available, Signature.Length);
        if (!fields[..compared].SequenceEqual(Signature[..compared]))
        {
            throw new FlvFormatException("The stream does not begin with an FLV file header.");
        }

        if (available < fields.Length)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(fields[5..]);
        if (length is < FileHeaderLength or > MaxFileHeaderLength)
        {
            throw new FlvFormatException($"The FLV file header tells a length of {length} bytes.");
        }

        if (rest.Length < length)
        {
            return false;
        }

        rest = rest.Slice(length);
        return true;
    }

    private bool TryReadTag(ref ReadOnlySequence<byte> rest, out FlvTagHeader header, out ReadOnlySequence<byte> body)
    {
        header = default;
        body = default;
        if (rest.Length < FlvTagHeader.Length)
        {
            return false;
        }

        Span<byte> fields = stackalloc byte[FlvTagHeader.Length];
        rest.Slice(0, fields.Length).CopyTo(fields);
        if (!FlvTagHeader.TryRead(fields, out var candidate))
        {
            throw new FlvFormatException($"An FLV tag begins with 0x{fields[0]:X2}, which is no type or marks encryption.");
        }

        if (candidate.BodyLength > maxTagLength)
        {
            throw new FlvFormatException($"An FLV tag of {candidate.BodyLength} bytes is longer than {maxTagLength}.");
        }

        if (rest.Length - fields.Length < candidate.BodyLength)
        {
            return false;
        }

        header = candidate;
        body = rest.Slice(fields.Length, candidate.BodyLength);
        rest = rest.Slice(body.End);
        return true;
    }
}
