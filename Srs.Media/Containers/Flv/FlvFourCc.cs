using Srs.Media.Frames;

namespace Srs.Media.Containers.Flv;

/// <summary>Enhanced RTMP's codec codes, four ASCII characters as a big-endian number, and what they are here.</summary>
/// <remarks>Enhanced RTMP v2, "Enhanced Audio" (AudioFourCc) and "Enhanced Video" (VideoFourCc).</remarks>
public static class FlvFourCc
{
    /// <summary>Bytes of a code.</summary>
    public const int Length = 4;

    /// <summary>H.264, "avc1".</summary>
    public const uint Avc = 0x61766331;

    /// <summary>H.265, "hvc1".</summary>
    public const uint Hevc = 0x68766331;

    /// <summary>AV1, "av01".</summary>
    public const uint Av1 = 0x61763031;

    /// <summary>VP8, "vp08".</summary>
    public const uint Vp8 = 0x76703038;

    /// <summary>VP9, "vp09".</summary>
    public const uint Vp9 = 0x76703039;

    /// <summary>AAC, "mp4a".</summary>
    public const uint Aac = 0x6D703461;

    /// <summary>MP3, ".mp3".</summary>
    public const uint Mp3 = 0x2E6D7033;

    /// <summary>Opus, "Opus".</summary>
    public const uint Opus = 0x4F707573;

    /// <summary>AC-3, "ac-3".</summary>
    public const uint Ac3 = 0x61632D33;

    /// <summary>E-AC-3, "ec-3".</summary>
    public const uint Eac3 = 0x65632D33;

    /// <summary>FLAC, "fLaC".</summary>
    public const uint Flac = 0x664C6143;

    /// <summary>The video codes known here.</summary>
    public static IReadOnlyList<uint> Videos { get; } = [Avc, Hevc, Av1, Vp8, Vp9];

    /// <summary>The audio codes known here.</summary>
    public static IReadOnlyList<uint> Audios { get; } = [Aac, Mp3, Opus, Ac3, Eac3, Flac];

    /// <summary>Reads a code written as text.</summary>
    /// <returns>False unless it is four printable ASCII characters.</returns>
    public static bool TryParse(string text, out uint fourCc)
    {
        ArgumentNullException.ThrowIfNull(text);
        fourCc = 0;
        if (text.Length != Length || text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        foreach (var character in text)
        {
            fourCc = (fourCc << 8) | character;
        }

        return true;
    }

    /// <summary>A code as text; what is not printable ASCII becomes a question mark.</summary>
    public static string ToText(uint fourCc) => string.Create(Length, fourCc, static (text, code) =>
    {
        for (var i = Length - 1; i >= 0; i--, code >>= 8)
        {
            text[i] = (char)(code & 0xFF) is >= ' ' and <= '~' and var character ? character : '?';
        }
    });

    /// <summary>Codec of a video code; <see cref="MediaCodec.Opaque"/> when unknown.</summary>
    public static MediaCodec GetVideoCodec(uint fourCc) => fourCc switch
    {
        Avc => MediaCodec.H264,
        Hevc => MediaCodec.H265,
        Av1 => MediaCodec.Av1,
        Vp8 => MediaCodec.Vp8,
        Vp9 => MediaCodec.Vp9,
        _ => MediaCodec.Opaque,
    };

    /// <summary>Codec of an audio code; <see cref="MediaCodec.Opaque"/> when unknown.</summary>
    public static MediaCodec GetAudioCodec(uint fourCc) => fourCc switch
    {
        Aac => MediaCodec.Aac,
        Mp3 => MediaCodec.Mp3,
        Opus => MediaCodec.Opus,
        Ac3 => MediaCodec.Ac3,
        Eac3 => MediaCodec.Eac3,
        Flac => MediaCodec.Flac,
        _ => MediaCodec.Opaque,
    };

    /// <summary>Finds the code of a codec.</summary>
    /// <returns>False when Enhanced RTMP has none, as for VP6 and Speex.</returns>
    public static bool TryGet(MediaCodec codec, out uint fourCc)
    {
        fourCc = codec switch
        {
            MediaCodec.H264 => Avc,
            MediaCodec.H265 => Hevc,
            MediaCodec.Av1 => Av1,
            MediaCodec.Vp8 => Vp8,
            MediaCodec.Vp9 => Vp9,
            MediaCodec.Aac => Aac,
            MediaCodec.Mp3 => Mp3,
            MediaCodec.Opus => Opus,
            MediaCodec.Ac3 => Ac3,
            MediaCodec.Eac3 => Eac3,
            MediaCodec.Flac => Flac,
            _ => 0,
        };
        return fourCc != 0;
    }
}
