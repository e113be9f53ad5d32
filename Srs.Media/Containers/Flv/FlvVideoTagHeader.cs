namespace Srs.Media.Containers.Flv;

/// <summary>The bytes at the front of a video tag's body.</summary>
/// <remarks>
/// Adobe Video File Format Specification 10.1, annex E.4.3.1:
/// <code>| frame type 4 | codec id 4 | for AVC: packet type 8 | composition time, signed 24 |</code>
/// Codec id 12, H.265 by common usage, has the fields of AVC. With the highest bit set it is the ExVideoTagHeader of Enhanced RTMP, of
/// which only the frame type is read here; see <see cref="FlvExVideoTagHeader"/>.
/// </remarks>
public readonly record struct FlvVideoTagHeader
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = 5;

    private const int ExtendedBit = 0x80;

    /// <summary>Key frame, inter frame and so on.</summary>
    public FlvVideoFrameType FrameType { get; init; }

    /// <summary>FLV video codec id, see <see cref="FlvCodecs"/>; 0 when <see cref="IsEnhanced"/>.</summary>
    public int CodecId { get; init; }

    /// <summary>True for an ExVideoTagHeader (Enhanced RTMP).</summary>
    public bool IsEnhanced { get; init; }

    /// <summary>For AVC and H.265, what the payload is.</summary>
    public FlvPacketType PacketType { get; init; }

    /// <summary>For AVC and H.265, presentation time less decoding time in milliseconds, -8388608 to 8388607.</summary>
    public int CompositionTime { get; init; }

    /// <summary>Bytes of the header: 5 for AVC and H.265, otherwise 1; 0 when <see cref="IsEnhanced"/>, whose body stays whole.</summary>
    public int Length => IsEnhanced ? 0 : HasAvcFields ? MaxLength : 1;

    private bool HasAvcFields => CodecId is FlvCodecs.AvcId or FlvCodecs.HevcId && FrameType != FlvVideoFrameType.Info;

    /// <summary>Reads the header at the front of <paramref name="body"/>.</summary>
    /// <returns>False when bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out FlvVideoTagHeader header)
    {
        header = default;
        if (body.IsEmpty)
        {
            return false;
        }

        if ((body[0] & ExtendedBit) != 0)
        {
            header = new FlvVideoTagHeader { FrameType = (FlvVideoFrameType)((body[0] >> 4) & 7), IsEnhanced = true };
            return true;
        }

        header = new FlvVideoTagHeader { FrameType = (FlvVideoFrameType)(body[0] >> 4), CodecId = body[0] & 0x0F };
        if (!header.HasAvcFields)
        {
            return true;
        }

        if (body.Length < MaxLength)
        {
            header = default;
            return false;
        }

        header = header with
        {
            PacketType = (FlvPacketType)body[1],
            CompositionTime = (FlvTagHeader.ReadUInt24(body[2..]) << 8) >> 8,
        };
        return true;
    }

    /// <summary>Writes the header and gives <see cref="Length"/>; nothing for an enhanced one.</summary>
    public int Write(Span<byte> destination)
    {
        if (IsEnhanced)
        {
            return 0;
        }

        destination[0] = (byte)(((int)FrameType << 4) | CodecId);
        if (HasAvcFields)
        {
            destination[1] = (byte)PacketType;
            FlvTagHeader.WriteUInt24(destination[2..], CompositionTime);
        }

        return Length;
    }
}

/// <summary>Frame type of a video tag (annex E.4.3.1).</summary>
public enum FlvVideoFrameType
{
    /// <summary>Not used.</summary>
    Unknown = 0,

    /// <summary>A seekable frame.</summary>
    Key = 1,

    /// <summary>A frame that needs others.</summary>
    Inter = 2,

    /// <summary>A frame that needs others and that no other needs.</summary>
    DisposableInter = 3,

    /// <summary>A key frame that a server made.</summary>
    GeneratedKey = 4,

    /// <summary>Not a picture: video info or a command.</summary>
    Info = 5,
}
