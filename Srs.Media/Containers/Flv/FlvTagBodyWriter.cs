using System.Buffers.Binary;
using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Writes what stands before a frame's payload in an FLV tag body or RTMP message, and sequence headers.</summary>
/// <remarks>Allocates nothing. Adobe Video File Format Specification 10.1, annexes E.4.2.1 and E.4.3.1; Enhanced RTMP v2.</remarks>
public static class FlvTagBodyWriter
{
    /// <summary>Most bytes that <see cref="WriteFrameHeader"/> writes.</summary>
    public const int MaxFrameHeaderLength = FlvExVideoTagHeader.MaxLength + CompositionTimeLength;

    private const int CompositionTimeLength = 3;
    private const int MinCompositionTime = -0x800000;
    private const int MaxCompositionTime = 0x7FFFFF;

    /// <summary>The tag type for a track; metadata about video travels in video tags.</summary>
    public static FlvTagType GetTagType(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return track.Kind switch
        {
            MediaKind.Audio => FlvTagType.Audio,
            MediaKind.Video => FlvTagType.Video,
            _ => track.Codec == MediaCodec.VideoMetadata ? FlvTagType.Video : FlvTagType.Script,
        };
    }

    /// <summary>True when the track can be written; one other than 0 needs <see cref="FlvTagStyle.Multitrack"/> and a FourCC.</summary>
    public static bool CanWrite(TrackInfo track, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(track);
        var isCarried = track.Id == 0 || (track.Id is > 0 and <= byte.MaxValue && (style & FlvTagStyle.Multitrack) != 0);
        return isCarried && track.Codec switch
        {
            MediaCodec.VideoMetadata => CanWriteMetadata(track, style),
            MediaCodec.Opaque or MediaCodec.ScriptData => true,
            _ => TryGetLegacyId(track, style, out _) || FlvFourCc.TryGet(track.Codec, out _),
        };
    }

    /// <summary>Tells by which FourCC a track goes.</summary>
    /// <returns>0 when it goes by a legacy id, or nothing tells its code, as for an unknown codec without sequence header.</returns>
    public static uint GetNeededFourCc(TrackInfo track, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (track.Codec == MediaCodec.Opaque)
        {
            var body = track.Config.Span;
            return track.Kind switch
            {
                MediaKind.Video when FlvVideoTagHeader.TryRead(body, out var legacy) && legacy.IsEnhanced
                    && FlvExVideoTagHeader.TryRead(body, out var header, out _) => header.FourCc,
                MediaKind.Audio when FlvAudioTagHeader.TryRead(body, out var legacy) && legacy.IsEnhanced
                    && FlvExAudioTagHeader.TryRead(body, out var header, out _) => header.FourCc,
                _ => 0,
            };
        }

        return !TryGetLegacyId(track, style, out _) && FlvFourCc.TryGet(track.Codec, out var fourCc) ? fourCc : 0;
    }

    /// <summary>True when the time in front of the frame's body is to be the whole millisecond, and the body tells the rest.</summary>
    public static bool HasNanoseconds(MediaFrame frame, FlvTagStyle style)
    {
        ArgumentNullException.ThrowIfNull(frame);
        return (style & FlvTagStyle.Nanoseconds) != 0 && !IsWhole(frame.Track.Codec) && !TryGetLegacyId(frame.Track, style, out _);
    }

    /// <summary>Writes the bytes that go before <see cref="MediaFrame.Payload"/> in the tag body.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="destination">At least <see cref="MaxFrameHeaderLength"/> bytes.</param>
    /// <param name="style">What the receiver has asked for.</param>
    /// <returns>Bytes written; 0 for opaque bodies and script data, which have their header already.</returns>
    /// <exception cref="NotSupportedException"><see cref="CanWrite"/> is false for the track.</exception>
    public static int WriteFrameHeader(MediaFrame frame, Span<byte> destination, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var track = frame.Track;
        ThrowUnlessWritable(track, style);
        if (IsWhole(track.Codec))
        {
            return 0;
        }

        if (TryGetLegacyId(track, style, out var id))
        {
            return track.Kind == MediaKind.Video
                ? MakeVideoHeader(frame, id).Write(destination)
                : WriteAudioHeader(track, id, destination);
        }

        return track.Kind == MediaKind.Video
            ? WriteExVideoHeader(frame, style, destination)
            : (MakeExAudioHeader(track, FlvAudioPacketType.CodedFrames) with { NanosecondOffset = GetNanoseconds(frame, style) }).Write(destination);
    }

    /// <summary>True when a sequence header, or what takes its place, goes before the track's frames.</summary>
    public static bool HasConfig(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return !track.Config.IsEmpty && track.Codec switch
        {
            MediaCodec.Opaque => true,
            MediaCodec.VideoMetadata => track.Config.Length >= FlvFourCc.Length,
            MediaCodec.Mp3 or MediaCodec.Ac3 or MediaCodec.Eac3 => false,
            _ => FlvFourCc.TryGet(track.Codec, out _),
        };
    }

    /// <summary>Bytes of the sequence header's tag body; 0 when <see cref="HasConfig"/> is false.</summary>
    /// <exception cref="NotSupportedException"><see cref="CanWrite"/> is false for the track.</exception>
    public static int GetConfigBodyLength(TrackInfo track, FlvTagStyle style = FlvTagStyle.Default)
    {
        Span<byte> header = stackalloc byte[MaxFrameHeaderLength];
        return !HasConfig(track) ? 0 : WriteConfigHeader(track, header, style) + GetConfigPayload(track).Length;
    }

    /// <summary>Writes the tag body of the sequence header.</summary>
    /// <param name="track">Borrowed for the call.</param>
    /// <param name="destination">At least <see cref="GetConfigBodyLength"/> bytes.</param>
    /// <param name="style">What the receiver has asked for.</param>
    /// <returns>Bytes written; 0 when <see cref="HasConfig"/> is false.</returns>
    /// <exception cref="NotSupportedException"><see cref="CanWrite"/> is false for the track.</exception>
    public static int WriteConfigBody(TrackInfo track, Span<byte> destination, FlvTagStyle style = FlvTagStyle.Default)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (!HasConfig(track))
        {
            return 0;
        }

        Span<byte> header = stackalloc byte[MaxFrameHeaderLength];
        var headerLength = WriteConfigHeader(track, header, style);
        header[..headerLength].CopyTo(destination);
        var payload = GetConfigPayload(track);
        payload.CopyTo(destination[headerLength..]);
        return headerLength + payload.Length;
    }

    private static bool IsWhole(MediaCodec codec) => codec is MediaCodec.Opaque or MediaCodec.ScriptData or MediaCodec.VideoMetadata;

    /// <summary>
    /// Metadata about a video that goes by a legacy id is for those who read Enhanced RTMP all the same; to others its body looks like
    /// another codec.
    /// </summary>
    private static bool CanWriteMetadata(TrackInfo track, FlvTagStyle style)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(track.Config.Span, out var fourCc))
        {
            return false;
        }

        var codec = FlvFourCc.GetVideoCodec(fourCc);
        var isLegacy = track.Id == 0 && (codec == MediaCodec.H264 || (codec == MediaCodec.H265 && (style & FlvTagStyle.LegacyHevc) != 0));
        return !isLegacy || (style & FlvTagStyle.Multitrack) != 0;
    }

    private static bool TryGetLegacyId(TrackInfo track, FlvTagStyle style, out int id)
    {
        id = FlvCodecs.HevcId;
        return track.Id == 0
            && ((track.Codec == MediaCodec.H265 && (style & FlvTagStyle.LegacyHevc) != 0) || FlvCodecs.TryGetId(track.Codec, out id));
    }

    private static int WriteConfigHeader(TrackInfo track, Span<byte> destination, FlvTagStyle style)
    {
        ThrowUnlessWritable(track, style);
        if (track.Codec == MediaCodec.Opaque)
        {
            return 0;
        }

        if (track.Codec == MediaCodec.VideoMetadata)
        {
            // The frame type means nothing here; an older reader takes this one for a command, not for a picture.
            return MakeExVideoHeader(track, FlvVideoFrameType.Info, FlvVideoPacketType.Metadata).Write(destination);
        }

        if (TryGetLegacyId(track, style, out var id))
        {
            return track.Kind == MediaKind.Video
                ? new FlvVideoTagHeader { FrameType = FlvVideoFrameType.Key, CodecId = id }.Write(destination)
                : MakeAudioHeader(track, id, FlvPacketType.SequenceHeader).Write(destination);
        }

        return track.Kind == MediaKind.Video
            ? MakeExVideoHeader(track, FlvVideoFrameType.Key, FlvVideoPacketType.SequenceStart).Write(destination)
            : MakeExAudioHeader(track, FlvAudioPacketType.SequenceStart).Write(destination);
    }

    /// <summary>The configuration without the FourCC that goes into the header.</summary>
    private static ReadOnlySpan<byte> GetConfigPayload(TrackInfo track) =>
        track.Codec == MediaCodec.VideoMetadata ? track.Config.Span[FlvFourCc.Length..] : track.Config.Span;

    private static int WriteExVideoHeader(MediaFrame frame, FlvTagStyle style, Span<byte> destination)
    {
        // Only the codecs with NAL units have a composition time, and only when it is not 0.
        var isNal = frame.Track.Codec is MediaCodec.H264 or MediaCodec.H265;
        var isExact = (style & FlvTagStyle.Nanoseconds) != 0;
        var compositionTime = !isNal ? 0 : isExact ? Clamp(FlvTimestamp.ToMilliseconds(frame.CompositionOffset)) : GetCompositionTime(frame);
        var type = isNal && compositionTime == 0 ? FlvVideoPacketType.CodedFramesX : FlvVideoPacketType.CodedFrames;
        var header = MakeExVideoHeader(frame.Track, GetFrameType(frame), type) with { NanosecondOffset = GetNanoseconds(frame, style) };
        var written = header.Write(destination);
        if (compositionTime == 0)
        {
            return written;
        }

        FlvTagHeader.WriteUInt24(destination[written..], compositionTime);
        return written + CompositionTimeLength;
    }

    private static FlvExVideoTagHeader MakeExVideoHeader(TrackInfo track, FlvVideoFrameType frameType, FlvVideoPacketType type) => new()
    {
        FrameType = frameType,
        PacketType = type,
        Multitrack = track.Id == 0 ? null : FlvMultitrackType.OneTrack,
        FourCc = GetFourCc(track),
        TrackId = track.Id,
    };

    private static FlvExAudioTagHeader MakeExAudioHeader(TrackInfo track, FlvAudioPacketType packetType) => new()
    {
        PacketType = packetType,
        Multitrack = track.Id == 0 ? null : FlvMultitrackType.OneTrack,
        FourCc = GetFourCc(track),
        TrackId = track.Id,
    };

    private static uint GetFourCc(TrackInfo track) =>
        FlvFourCc.TryGet(track.Codec, out var fourCc) ? fourCc : BinaryPrimitives.ReadUInt32BigEndian(track.Config.Span);

    private static FlvVideoFrameType GetFrameType(MediaFrame frame) =>
        frame.IsKeyFrame ? FlvVideoFrameType.Key
        : (frame.Flags & FrameFlags.Disposable) != 0 ? FlvVideoFrameType.DisposableInter
        : FlvVideoFrameType.Inter;

    private static FlvVideoTagHeader MakeVideoHeader(MediaFrame frame, int id) => new()
    {
        FrameType = GetFrameType(frame),
        CodecId = id,
        PacketType = FlvPacketType.Frame,
        CompositionTime = GetCompositionTime(frame),
    };

    /// <summary>The difference of the rounded times, so that a player that adds it to the tag's timestamp gets the rounded one.</summary>
    private static int GetCompositionTime(MediaFrame frame) =>
        Clamp(FlvTimestamp.ToMilliseconds(frame.Pts) - FlvTimestamp.ToMilliseconds(frame.Dts));

    private static int Clamp(long compositionTime) => (int)Math.Clamp(compositionTime, MinCompositionTime, MaxCompositionTime);

    private static int GetNanoseconds(MediaFrame frame, FlvTagStyle style) =>
        (style & FlvTagStyle.Nanoseconds) != 0 ? FlvTimestamp.GetNanoseconds(frame.Dts) : 0;

    private static int WriteAudioHeader(TrackInfo track, int id, Span<byte> destination)
    {
        if (track.FlvAudioHeader == 0)
        {
            return MakeAudioHeader(track, id, FlvPacketType.Frame).Write(destination);
        }

        destination[0] = track.FlvAudioHeader;
        return 1;
    }

    private static FlvAudioTagHeader MakeAudioHeader(TrackInfo track, int id, FlvPacketType packetType)
    {
        // E.4.2.1: AAC always says 44 kHz stereo; a codec with a rate of its own says bucket 0.
        var isAac = track.Codec == MediaCodec.Aac;
        var audio = track.Audio;
        return new FlvAudioTagHeader
        {
            Format = id,
            RateIndex = isAac ? 3
                : FlvCodecs.GetFixedSampleRate(track.Codec) > 0 ? 0
                : FlvAudioTagHeader.GetRateIndex(audio?.SampleRate ?? 0),
            Is16Bit = isAac || audio is not { BitsPerSample: 8 },
            IsStereo = isAac || audio is not { Channels: 1 },
            PacketType = packetType,
        };
    }

    private static void ThrowUnlessWritable(TrackInfo track, FlvTagStyle style)
    {
        if (!CanWrite(track, style))
        {
            throw new NotSupportedException($"FLV cannot carry {track.Codec} on track {track.Id} in the style {style}.");
        }
    }
}
