namespace Srs.Media.Frames;

/// <summary>How the frames of a track are coded.</summary>
public enum MediaCodec
{
    /// <summary>Passed through as it came: payload and configuration, if any, are whole FLV tag bodies, their headers included.</summary>
    Opaque,

    /// <summary>H.264 (ISO/IEC 14496-10): a 4-byte length before each NAL unit; configuration is the AVCDecoderConfigurationRecord.</summary>
    H264,

    /// <summary>H.265 (ISO/IEC 23008-2): a 4-byte length before each NAL unit; configuration is the HEVCDecoderConfigurationRecord.</summary>
    H265,

    /// <summary>
    /// AV1: one temporal unit of open bitstream units in the low-overhead format, as it came; configuration is the
    /// AV1CodecConfigurationRecord.
    /// </summary>
    Av1,

    /// <summary>VP8 (RFC 6386): one frame; configuration is the VPCodecConfigurationRecord, which most encoders leave out.</summary>
    Vp8,

    /// <summary>VP9: one frame or superframe; configuration is the VPCodecConfigurationRecord without its box's version and flags.</summary>
    Vp9,

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

    /// <summary>
    /// Opus (RFC 6716): one packet, or as many as the configuration tells streams; configuration is the OpusHead of RFC 7845 §5.1, empty
    /// when the encoder sends none, which means mono or stereo.
    /// </summary>
    Opus,

    /// <summary>AC-3 (ETSI TS 102 366): whole synchronization frames; no configuration.</summary>
    Ac3,

    /// <summary>E-AC-3 (ETSI TS 102 366 annex E): whole synchronization frames; no configuration.</summary>
    Eac3,

    /// <summary>FLAC (RFC 9639): one or more whole frames; configuration is "fLaC" and the STREAMINFO block with its header.</summary>
    Flac,

    /// <summary>Speex at 16 kHz.</summary>
    Speex,

    /// <summary>G.711 A-law at 8 kHz.</summary>
    G711ALaw,

    /// <summary>G.711 µ-law at 8 kHz.</summary>
    G711MuLaw,

    /// <summary>G.722: 64 kbit/s at 16 kHz.</summary>
    G722,

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

    /// <summary>ID3 tags (version 2.4) with timed metadata: one or more whole tags; no configuration.</summary>
    Id3,

    /// <summary>Key-length-value metadata (SMPTE 336M): whole units; no configuration.</summary>
    Klv,

    /// <summary>Timed AMF0 values: a name (onCuePoint, onTextData, …) and its arguments.</summary>
    ScriptData,

    /// <summary>
    /// Metadata about the video track of the same number, such as HDR's colorInfo, in force until the next. It has no frames: the
    /// configuration is the video's FourCC and then the AMF names and values, as Enhanced RTMP carries them.
    /// </summary>
    VideoMetadata,
}
