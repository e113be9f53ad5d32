namespace Srs.Media.Containers.Flv;

/// <summary>What a receiver of tag bodies has asked for beyond the default.</summary>
/// <remarks>
/// The default is the default track of each kind, in legacy tags where the codec has an id in the specification, otherwise by FourCC.
/// </remarks>
[Flags]
public enum FlvTagStyle
{
    /// <summary>Nothing.</summary>
    Default = 0,

    /// <summary>Other tracks than the default ones are written, as multitrack bodies of one track (Enhanced RTMP v2).</summary>
    Multitrack = 1,

    /// <summary>H.265 on the default track is written with codec id 12 (<see cref="FlvCodecs.HevcId"/>).</summary>
    LegacyHevc = 2,

    /// <summary>Frames that go by FourCC tell the part of their time below a millisecond in a modifier (Enhanced RTMP v2, ModEx).</summary>
    Nanoseconds = 4,
}
