namespace Srs.Media.Containers.Flv;

/// <summary>The bytes at the front of a video tag's body in Enhanced RTMP: ExVideoTagHeader.</summary>
/// <remarks>
/// Enhanced RTMP v2, "Enhanced Video":
/// <code>
/// | 1 | frame type 3 | packet type 4 | { ModEx } ... | { multitrack type 4 | packet type 4 } | FourCC 32 | { track id 8 } |
/// </code>
/// With several tracks each begins as <see cref="FlvExTrack"/> draws it. CodedFrames of H.264 and H.265 begin with a signed composition
/// time of 24 bits, which is not part of the header. A command frame has one byte more and no FourCC.
/// </remarks>
public readonly record struct FlvExVideoTagHeader
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = FlvExFields.MaxLength;

    private const int ExtendedBit = 0x80;

    /// <summary>Key frame, inter frame and so on; means nothing for <see cref="FlvVideoPacketType.Metadata"/>.</summary>
    public FlvVideoFrameType FrameType { get; init; }

    /// <summary>What each payload is.</summary>
    public FlvVideoPacketType PacketType { get; init; }

    /// <summary>How tracks are laid out; null in a body of the default track. Other values than the known ones may come in.</summary>
    public FlvMultitrackType? Multitrack { get; init; }

    /// <summary>The codec, see <see cref="FlvFourCc"/>; 0 when each track has its own, and for a command.</summary>
    public uint FourCc { get; init; }

    /// <summary>The track, when there is one: 0 to 255.</summary>
    public int TrackId { get; init; }

    /// <summary>To be added to the message's time, in nanoseconds, 0 to 999999.</summary>
    public int NanosecondOffset { get; init; }

    /// <summary>True for a command to the player, which has no picture and no FourCC.</summary>
    public bool IsCommand => FrameType == FlvVideoFrameType.Info && PacketType != FlvVideoPacketType.Metadata;

    /// <summary>Reads the header at the front of <paramref name="body"/>.</summary>
    /// <param name="body">A body whose highest bit is set.</param>
    /// <param name="header">The header.</param>
    /// <param name="length">Bytes of the header; the payload, or the first track, follows.</param>
    /// <returns>False when bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out FlvExVideoTagHeader header, out int length)
    {
        header = default;
        length = 0;
        if (!FlvExFields.TryReadPacketType(body, out var type))
        {
            return false;
        }

        var frameType = (FlvVideoFrameType)((body[0] >> 4) & 7);
        header = new FlvExVideoTagHeader { FrameType = frameType, PacketType = (FlvVideoPacketType)type };
        if (header.IsCommand)
        {
            length = 1;
            return true;
        }

        header = default;
        if (!FlvExFields.TryRead(body, (int)FlvVideoPacketType.Multitrack, out var fields, out length))
        {
            return false;
        }

        header = new FlvExVideoTagHeader
        {
            FrameType = frameType,
            PacketType = (FlvVideoPacketType)fields.PacketType,
            Multitrack = fields.Multitrack,
            FourCc = fields.FourCc,
            TrackId = fields.TrackId,
            NanosecondOffset = fields.NanosecondOffset,
        };
        return true;
    }

    /// <summary>Writes the header, not that of a command, and gives the bytes written.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes, or as many as needed.</param>
    public int Write(Span<byte> destination) => new FlvExFields((int)PacketType, Multitrack, FourCc, TrackId, NanosecondOffset)
        .Write(ExtendedBit | ((int)FrameType << 4), (int)FlvVideoPacketType.Multitrack, destination);
}

/// <summary>What a video payload is: VideoPacketType.</summary>
public enum FlvVideoPacketType
{
    /// <summary>The codec configuration.</summary>
    SequenceStart = 0,

    /// <summary>Coded data, for H.264 and H.265 after a composition time.</summary>
    CodedFrames = 1,

    /// <summary>The end of the sequence, without payload.</summary>
    SequenceEnd = 2,

    /// <summary>Coded data whose composition time is 0.</summary>
    CodedFramesX = 3,

    /// <summary>AMF names and values, such as colorInfo.</summary>
    Metadata = 4,

    /// <summary>The codec configuration as MPEG-2 TS has it.</summary>
    Mpeg2TsSequenceStart = 5,

    /// <summary>A multitrack type and the packet type follow.</summary>
    Multitrack = 6,

    /// <summary>Modifiers and the packet type follow.</summary>
    ModEx = 7,
}
