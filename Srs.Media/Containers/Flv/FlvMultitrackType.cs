namespace Srs.Media.Containers.Flv;

/// <summary>How the tracks of a multitrack body are laid out: AvMultitrackType.</summary>
/// <remarks>Enhanced RTMP v2, "Enhanced Audio" and "Enhanced Video".</remarks>
public enum FlvMultitrackType
{
    /// <summary>One track, to the end of the body.</summary>
    OneTrack = 0,

    /// <summary>Several tracks of one codec, a length before each.</summary>
    ManyTracks = 1,

    /// <summary>Several tracks, code and length before each.</summary>
    ManyTracksManyCodecs = 2,
}
