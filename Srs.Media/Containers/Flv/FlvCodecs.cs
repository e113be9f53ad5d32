using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>FLV's codec ids and what they are here.</summary>
/// <remarks>Adobe Video File Format Specification 10.1, annexes E.4.2.1 (SoundFormat) and E.4.3.1 (CodecID).</remarks>
public static class FlvCodecs
{
    /// <summary>Video codec id of H.264.</summary>
    public const int AvcId = 7;

    /// <summary>Video codec id of H.265 by common usage, in no specification; the tag is laid out as for H.264.</summary>
    public const int HevcId = 12;

    /// <summary>Sound format of AAC.</summary>
    public const int AacFormat = 10;

    /// <summary>Sound format that announces an ExAudioTagHeader (Enhanced RTMP).</summary>
    public const int EnhancedAudioFormat = 9;

    /// <summary>Codec of a video codec id; <see cref="MediaCodec.Opaque"/> when unknown.</summary>
    public static MediaCodec GetVideoCodec(int codecId) => codecId switch
    {
        2 => MediaCodec.SorensonH263,
        3 => MediaCodec.ScreenVideo,
        4 => MediaCodec.Vp6,
        5 => MediaCodec.Vp6Alpha,
        6 => MediaCodec.ScreenVideo2,
        AvcId => MediaCodec.H264,
        HevcId => MediaCodec.H265,
        _ => MediaCodec.Opaque,
    };

    /// <summary>Codec of a sound format; <see cref="MediaCodec.Opaque"/> when unknown or enhanced.</summary>
    public static MediaCodec GetAudioCodec(int format) => format switch
    {
        0 => MediaCodec.PcmPlatformEndian,
        1 => MediaCodec.Adpcm,
        2 => MediaCodec.Mp3,
        3 => MediaCodec.PcmLittleEndian,
        4 => MediaCodec.Nellymoser16k,
        5 => MediaCodec.Nellymoser8k,
        6 => MediaCodec.Nellymoser,
        7 => MediaCodec.G711ALaw,
        8 => MediaCodec.G711MuLaw,
        AacFormat => MediaCodec.Aac,
        11 => MediaCodec.Speex,
        14 => MediaCodec.Mp3At8k,
        _ => MediaCodec.Opaque,
    };

    /// <summary>Finds the video codec id, or the sound format, of a codec.</summary>
    /// <returns>
    /// False when FLV without Enhanced RTMP has none, as for H.265, whose <see cref="HevcId"/> is for those who ask for it; also for opaque
    /// bodies and script data.
    /// </returns>
    public static bool TryGetId(MediaCodec codec, out int id)
    {
        id = codec switch
        {
            MediaCodec.SorensonH263 => 2,
            MediaCodec.ScreenVideo => 3,
            MediaCodec.Vp6 => 4,
            MediaCodec.Vp6Alpha => 5,
            MediaCodec.ScreenVideo2 => 6,
            MediaCodec.H264 => AvcId,
            MediaCodec.PcmPlatformEndian => 0,
            MediaCodec.Adpcm => 1,
            MediaCodec.Mp3 => 2,
            MediaCodec.PcmLittleEndian => 3,
            MediaCodec.Nellymoser16k => 4,
            MediaCodec.Nellymoser8k => 5,
            MediaCodec.Nellymoser => 6,
            MediaCodec.G711ALaw => 7,
            MediaCodec.G711MuLaw => 8,
            MediaCodec.Aac => AacFormat,
            MediaCodec.Speex => 11,
            MediaCodec.Mp3At8k => 14,
            _ => -1,
        };
        return id >= 0;
    }

    /// <summary>Samples per second that the codec itself fixes, whatever the header's rate bucket says; 0 when it fixes none.</summary>
    public static int GetFixedSampleRate(MediaCodec codec) => codec switch
    {
        MediaCodec.Speex or MediaCodec.Nellymoser16k => 16000,
        MediaCodec.G711ALaw or MediaCodec.G711MuLaw or MediaCodec.Nellymoser8k or MediaCodec.Mp3At8k => 8000,
        _ => 0,
    };

    /// <summary>True for a codec that is always mono: the header's stereo bit means nothing.</summary>
    public static bool IsAlwaysMono(MediaCodec codec) =>
        codec is MediaCodec.Speex or MediaCodec.Nellymoser16k or MediaCodec.Nellymoser8k;
}
