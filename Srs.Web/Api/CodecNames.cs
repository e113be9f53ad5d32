using Srs.Media.Frames;

namespace Srs.Web.Api;

/// <summary>The words that SRS's API uses for codecs and kinds of media.</summary>
internal static class CodecNames
{
    /// <summary>SRS's word for a codec.</summary>
    public static string Of(MediaCodec codec) => codec switch
    {
        MediaCodec.Opaque => "Other",
        MediaCodec.H265 => "HEVC",
        MediaCodec.Av1 => "AV1",
        MediaCodec.Vp8 => "VP8",
        MediaCodec.Vp9 => "VP9",
        MediaCodec.Aac => "AAC",
        MediaCodec.Ac3 => "AC3",
        MediaCodec.Eac3 => "EAC3",
        MediaCodec.Flac => "FLAC",
        MediaCodec.Mp3 or MediaCodec.Mp3At8k => "MP3",
        MediaCodec.Vp6 or MediaCodec.Vp6Alpha => "VP6",
        MediaCodec.G711ALaw => "PCMA",
        MediaCodec.G711MuLaw => "PCMU",
        MediaCodec.PcmPlatformEndian or MediaCodec.PcmLittleEndian => "PCM",
        MediaCodec.Adpcm => "ADPCM",
        _ => codec.ToString(),
    };

    /// <summary>video, audio or data.</summary>
    public static string Of(MediaKind kind) => kind switch
    {
        MediaKind.Video => "video",
        MediaKind.Audio => "audio",
        _ => "data",
    };
}
