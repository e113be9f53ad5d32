namespace Srs.Media.Frames;

/// <summary>How the frames of a track are coded.</summary>
public enum MediaCodec
{
    /// <summary>Passed through as it came: the payload is a whole FLV tag body, its header included.</summary>
    Opaque,

    /// <summary>H.264 (ISO/IEC 14496-10): a 4-byte length before each NAL unit; configuration is the AVCDecoderConfigurationRecord.</summary>
    H264,

    /// <summary>H.265 (ISO/IEC 23008-2): a 4-byte length before each NAL unit; configuration is the HEVCDecoderConfigurationRecord.</summary>
    H265,

    /// <summary>Sorenson H.263, as Flash sends it.</summary>
    SorensonH263,

    /// <summary>Screen video, as Flash sends it.</summary>
    ScreenVideo,

    /// <summary>Screen video version 2, as Flash sends it.</summary>
    ScreenVideo2,

    /// <summary>On2 VP6, with the adjustment byte that FLV puts before it.</summary>
    Vp6,

    /// <summary>On2 VP6 with an alpha channel, with the bytes that FLV puts before it.</summary>
    Vp6Alpha,

    /// <summary>AAC (ISO/IEC 14496-3): raw access units; configuration is the AudioSpecificConfig.</summary>
    Aac,

    /// <summary>MP3 (ISO/IEC 11172-3 layer III): one or more whole frames with their headers.</summary>
    Mp3,

    /// <summary>MP3 at 8 kHz, which FLV gives an id of its own.</summary>
    Mp3At8k,

    /// <summary>Speex at 16 kHz.</summary>
    Speex,

    /// <summary>G.711 A-law at 8 kHz.</summary>
    G711ALaw,

    /// <summary>G.711 µ-law at 8 kHz.</summary>
    G711MuLaw,

    /// <summary>Nellymoser.</summary>
    Nellymoser,

    /// <summary>Nellymoser, 16 kHz mono.</summary>
    Nellymoser16k,

    /// <summary>Nellymoser, 8 kHz mono.</summary>
    Nellymoser8k,

    /// <summary>Linear PCM in the encoder's byte order.</summary>
    PcmPlatformEndian,

    /// <summary>Linear PCM, little endian.</summary>
    PcmLittleEndian,

    /// <summary>ADPCM, as Flash sends it.</summary>
    Adpcm,

    /// <summary>Timed AMF0 values: a name (onCuePoint, onTextData, …) and its arguments.</summary>
    ScriptData,
}
