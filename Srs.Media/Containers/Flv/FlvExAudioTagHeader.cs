namespace Srs.Media.Containers.Flv;

/// <summary>The bytes at the front of an audio tag's body in Enhanced RTMP: ExAudioTagHeader.</summary>
/// <remarks>
/// Enhanced RTMP v2, "Enhanced Audio":
/// <code>
/// | 9 (4) | packet type 4 | { ModEx } ... | { multitrack type 4 | packet type 4 } | FourCC 32 | { track id 8 } |
/// </code>
/// With several tracks each begins as <see cref="FlvExTrack"/> draws it.
/// </remarks>
public readonly record struct FlvExAudioTagHeader
{
    /// <summary>Most bytes that <see cref="Write"/> needs.</summary>
    public const int MaxLength = FlvExFields.MaxLength;

    /// <summary>What each payload is.</summary>
    public FlvAudioPacketType PacketType { get; init; }

    /// <summary>How tracks are laid out; null in a body of the default track. Other values than the known ones may come in.</summary>
    public FlvMultitrackType? Multitrack { get; init; }

    /// <summary>The codec, see <see cref="FlvFourCc"/>; 0 when each track has its own.</summary>
    public uint FourCc { get; init; }

    /// <summary>The track, when there is one: 0 to 255.</summary>
    public int TrackId { get; init; }

    /// <summary>To be added to the message's time, in nanoseconds, 0 to 999999.</summary>
    public int NanosecondOffset { get; init; }

    /// <summary>Reads the header at the front of <paramref name="body"/>.</summary>
    /// <param name="body">A body of sound format 9.</param>
    /// <param name="header">The header.</param>
    /// <param name="length">Bytes of the header; the payload, or the first track, follows.</param>
    /// <returns>False when bytes are missing.</returns>
    public static bool TryRead(ReadOnlySpan<byte> body, out FlvExAudioTagHeader header, out int length)
    {
        header = default;
        if (!FlvExFields.TryRead(body, (int)FlvAudioPacketType.Multitrack, out var fields, out length))
        {
            return false;
        }

        header = new FlvExAudioTagHeader
        {
            PacketType = (FlvAudioPacketType)fields.PacketType,
            Multitrack = fields.Multitrack,
            FourCc = fields.FourCc,
            TrackId = fields.TrackId,
            NanosecondOffset = fields.NanosecondOffset,
        };
        return true;
    }

    /// <summary>Writes the header and gives the bytes written.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes, or as many as needed.</param>
    public int Write(Span<byte> destination) => new FlvExFields((int)PacketType, Multitrack, FourCc, TrackId, NanosecondOffset)
        .Write(FlvCodecs.EnhancedAudioFormat << 4, (int)FlvAudioPacketType.Multitrack, destination);
}

/// <summary>What an audio payload is: AudioPacketType.</summary>
public enum FlvAudioPacketType
{
    /// <summary>The codec configuration.</summary>
    SequenceStart = 0,

    /// <summary>Coded data.</summary>
    CodedFrames = 1,

    /// <summary>The end of the sequence, without payload: silence from here on.</summary>
    SequenceEnd = 2,

    /// <summary>Which channel belongs to which speaker.</summary>
    MultichannelConfig = 4,

    /// <summary>A multitrack type and the packet type follow.</summary>
    Multitrack = 5,

    /// <summary>Modifiers and the packet type follow.</summary>
    ModEx = 7,
}
