using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Writes what stands before a frame's payload in an FLV tag body or RTMP message, and sequence headers.</summary>
/// <remarks>Allocates nothing. Adobe Video File Format Specification 10.1, annexes E.4.2.1 and E.4.3.1.</remarks>
public static class FlvTagBodyWriter
{
    /// <summary>Most bytes that <see cref="WriteFrameHeader"/> writes.</summary>
    public const int MaxFrameHeaderLength = FlvVideoTagHeader.MaxLength;

    private const int MinCompositionTime = -0x800000;
    private const int MaxCompositionTime = 0x7FFFFF;

    /// <summary>The tag type for a kind of track.</summary>
    public static FlvTagType GetTagType(MediaKind kind) => kind switch
    {
        MediaKind.Audio => FlvTagType.Audio,
        MediaKind.Video => FlvTagType.Video,
        _ => FlvTagType.Script,
    };

    /// <summary>True when frames of the codec can be written; H.265 has no FLV id without Enhanced RTMP.</summary>
    public static bool CanWrite(MediaCodec codec) =>
        codec is MediaCodec.Opaque or MediaCodec.ScriptData || FlvCodecs.TryGetId(codec, out _);

    /// <summary>Writes the bytes that go before <see cref="MediaFrame.Payload"/> in the tag body.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="destination">At least <see cref="MaxFrameHeaderLength"/> bytes.</param>
    /// <returns>Bytes written; 0 for opaque bodies and script data, which have their header already.</returns>
    /// <exception cref="NotSupportedException"><see cref="CanWrite"/> is false for the codec.</exception>
    public static int WriteFrameHeader(MediaFrame frame, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(frame);
        var track = frame.Track;
        return track.Codec switch
        {
            MediaCodec.Opaque or MediaCodec.ScriptData => 0,
            _ when track.Kind == MediaKind.Video => MakeVideoHeader(frame).Write(destination),
            _ => MakeAudioHeader(track, FlvPacketType.Frame).Write(destination),
        };
    }

    /// <summary>True when a sequence header goes before the track's frames.</summary>
    public static bool HasConfig(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return track.Codec is MediaCodec.H264 or MediaCodec.Aac && !track.Config.IsEmpty;
    }

    /// <summary>Bytes of the sequence header's tag body; 0 when <see cref="HasConfig"/> is false.</summary>
    public static int GetConfigBodyLength(TrackInfo track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return !HasConfig(track) ? 0
            : track.Config.Length + (track.Codec == MediaCodec.H264 ? FlvVideoTagHeader.MaxLength : FlvAudioTagHeader.MaxLength);
    }

    /// <summary>Writes the tag body of the sequence header.</summary>
    /// <param name="track">Borrowed for the call.</param>
    /// <param name="destination">At least <see cref="GetConfigBodyLength"/> bytes.</param>
    /// <returns>Bytes written; 0 when <see cref="HasConfig"/> is false.</returns>
    public static int WriteConfigBody(TrackInfo track, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(track);
        if (!HasConfig(track))
        {
            return 0;
        }

        var headerLength = track.Codec == MediaCodec.H264
            ? new FlvVideoTagHeader { FrameType = FlvVideoFrameType.Key, CodecId = FlvCodecs.AvcId }.Write(destination)
            : MakeAudioHeader(track, FlvPacketType.SequenceHeader).Write(destination);
        track.Config.Span.CopyTo(destination[headerLength..]);
        return headerLength + track.Config.Length;
    }

    private static FlvVideoTagHeader MakeVideoHeader(MediaFrame frame) => new()
    {
        FrameType = frame.IsKeyFrame ? FlvVideoFrameType.Key
            : (frame.Flags & FrameFlags.Disposable) != 0 ? FlvVideoFrameType.DisposableInter
            : FlvVideoFrameType.Inter,
        CodecId = GetId(frame.Track.Codec),
        PacketType = FlvPacketType.Frame,
        CompositionTime = GetCompositionTime(frame),
    };

    /// <summary>The difference of the rounded times, so that a player that adds it to the tag's timestamp gets the rounded one.</summary>
    private static int GetCompositionTime(MediaFrame frame)
    {
        var milliseconds = FlvTimestamp.ToMilliseconds(frame.Pts) - FlvTimestamp.ToMilliseconds(frame.Dts);
        return (int)Math.Clamp(milliseconds, MinCompositionTime, MaxCompositionTime);
    }

    private static FlvAudioTagHeader MakeAudioHeader(TrackInfo track, FlvPacketType packetType)
    {
        // E.4.2.1: AAC always says 44 kHz stereo; a codec with a rate of its own says bucket 0.
        var isAac = track.Codec == MediaCodec.Aac;
        var audio = track.Audio;
        return new FlvAudioTagHeader
        {
            Format = GetId(track.Codec),
            RateIndex = isAac ? 3
                : FlvCodecs.GetFixedSampleRate(track.Codec) > 0 ? 0
                : FlvAudioTagHeader.GetRateIndex(audio?.SampleRate ?? 0),
            Is16Bit = isAac || audio is not { BitsPerSample: 8 },
            IsStereo = isAac || audio is not { Channels: 1 },
            PacketType = packetType,
        };
    }

    private static int GetId(MediaCodec codec) => FlvCodecs.TryGetId(codec, out var id)
        ? id
        : throw new NotSupportedException($"FLV has no codec id for {codec}.");
}
