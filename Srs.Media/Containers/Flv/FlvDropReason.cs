namespace Srs.Media.Containers.Flv;

/// <summary>Why a tag body gave no frame.</summary>
public enum FlvDropReason
{
    /// <summary>Nothing was lost: there is a frame, or the tag was a sequence header or the end of a sequence.</summary>
    None,

    /// <summary>The tag has no body, or its header no payload.</summary>
    Empty,

    /// <summary>The body ends within its header.</summary>
    Truncated,

    /// <summary>The sequence header that the frame needs has not come yet.</summary>
    NoSequenceHeader,

    /// <summary>The sequence header is damaged; the earlier one, if any, stays in force.</summary>
    DamagedSequenceHeader,

    /// <summary>The NAL units' lengths do not add up, and there are no start codes either.</summary>
    DamagedNalUnits,

    /// <summary>The packet type is not one of the specification's, or not one for the codec.</summary>
    UnknownPacketType,

    /// <summary>A video info or command frame, which is no picture.</summary>
    InfoFrame,

    /// <summary>The frame would no longer fit an FLV tag with 4-byte lengths and another header, or metadata is over its limit.</summary>
    TooLong,

    /// <summary>The publisher has more tracks of a kind than are taken.</summary>
    TooManyTracks,

    /// <summary>The multitrack type is not one of Enhanced RTMP's.</summary>
    UnknownMultitrackType,

    /// <summary>A sequence start in the form of MPEG-2 TS, of which no decoder configuration can be made.</summary>
    MpegTsSequenceStart,

    /// <summary>A channel map, which is not kept: the configuration of each codec here, or its frames, tells the channels.</summary>
    ChannelMap,
}
