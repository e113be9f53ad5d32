namespace Srs.Media.Containers.MpegTs;

/// <summary>stream_type of a program map (ISO/IEC 13818-1 table 2-34), as far as it means something here.</summary>
public enum TsStreamType
{
    /// <summary>MPEG-1 audio (ISO/IEC 11172-3).</summary>
    Mpeg1Audio = 0x03,

    /// <summary>MPEG-2 audio (ISO/IEC 13818-3): half and quarter rates.</summary>
    Mpeg2Audio = 0x04,

    /// <summary>PES packets of private data; descriptors tell what they are.</summary>
    PrivateData = 0x06,

    /// <summary>AAC as ADTS.</summary>
    Adts = 0x0F,

    /// <summary>AAC in the LATM transport syntax.</summary>
    Latm = 0x11,

    /// <summary>Metadata in PES packets, such as ID3.</summary>
    Metadata = 0x15,

    /// <summary>H.264.</summary>
    H264 = 0x1B,

    /// <summary>H.265.</summary>
    H265 = 0x24,

    /// <summary>AC-3 (ATSC A/52 annex A).</summary>
    Ac3 = 0x81,

    /// <summary>SCTE 35 cues, as sections.</summary>
    Scte35 = 0x86,

    /// <summary>E-AC-3 (ATSC A/52 annex G).</summary>
    Eac3 = 0x87,
}
