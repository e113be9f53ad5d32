using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Media.Transcoding;

namespace Srs.Media.Protocols.Rtc;

/// <summary>Codecs of streams and codecs of WebRTC.</summary>
internal static class RtcCodecs
{
    /// <summary>The codec of frames.</summary>
    public static MediaCodec ToMediaCodec(RtcEncoding encoding) => encoding switch
    {
        RtcEncoding.H264 => MediaCodec.H264,
        RtcEncoding.H265 => MediaCodec.H265,
        RtcEncoding.Av1 => MediaCodec.Av1,
        RtcEncoding.Vp8 => MediaCodec.Vp8,
        RtcEncoding.Vp9 => MediaCodec.Vp9,
        RtcEncoding.Opus => MediaCodec.Opus,
        RtcEncoding.Pcma => MediaCodec.G711ALaw,
        RtcEncoding.Pcmu => MediaCodec.G711MuLaw,
        RtcEncoding.G722 => MediaCodec.G722,
        _ => MediaCodec.Opaque,
    };

    /// <summary>How a track can be given to players as it is; null when it cannot.</summary>
    public static RtcFormat? ToFormat(TrackInfo track) => track.Codec switch
    {
        MediaCodec.H264 => new RtcFormat(RtcEncoding.H264) { H264 = ReadProfile(track.Config) },
        MediaCodec.H265 => new RtcFormat(RtcEncoding.H265),
        MediaCodec.Av1 => new RtcFormat(RtcEncoding.Av1),
        MediaCodec.Vp8 => new RtcFormat(RtcEncoding.Vp8),
        MediaCodec.Vp9 => new RtcFormat(RtcEncoding.Vp9),
        MediaCodec.Opus => new RtcFormat(RtcEncoding.Opus),
        MediaCodec.G711ALaw => new RtcFormat(RtcEncoding.Pcma),
        MediaCodec.G711MuLaw => new RtcFormat(RtcEncoding.Pcmu),
        MediaCodec.G722 => new RtcFormat(RtcEncoding.G722),
        _ => null,
    };

    /// <summary>A track as players get it: as it is, or with its sound as Opus.</summary>
    /// <param name="track">As the stream has it.</param>
    /// <param name="sound">Transcodes sound; null when it cannot be.</param>
    /// <returns>The same object when nothing is transcoded; null when it cannot be played.</returns>
    public static TrackInfo? ToPlayable(TrackInfo track, TranscodeWorkers? sound)
    {
        if (ToFormat(track) is not null)
        {
            return track;
        }

        if (sound is not { Absence: null } || track.Kind != MediaKind.Audio || !TranscodeSettings.CanTranscode(track))
        {
            return null;
        }

        return TranscodeSettings.Of(track, MediaCodec.Opus, bitrate: 0).ToTrack(track, config: default);
    }

    /// <summary>Profile and level stand in the second to fourth byte of the configuration. ISO/IEC 14496-15 §5.3.3.1.</summary>
    private static H264ProfileLevelId? ReadProfile(ReadOnlyMemory<byte> config) =>
        config.Length >= 4 ? new H264ProfileLevelId(config.Span[1], config.Span[2], config.Span[3]) : null;
}
