namespace Srs.Media.Containers.Flv;

/// <summary>What an FLV tag carries; RTMP uses the same numbers as message types.</summary>
/// <remarks>Adobe Video File Format Specification 10.1, annex E.4.1.</remarks>
public enum FlvTagType
{
    /// <summary>An audio tag.</summary>
    Audio = 8,

    /// <summary>A video tag.</summary>
    Video = 9,

    /// <summary>AMF0 values, such as onMetaData.</summary>
    Script = 18,
}
