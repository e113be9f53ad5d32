namespace Srs.Tests.TestSupport;

/// <summary>How a publisher packs its tracks (Enhanced RTMP v2, AvMultitrackType).</summary>
public enum MultitrackForm
{
    /// <summary>The first track of each kind as ever, further ones in bodies of their own.</summary>
    OneTrack,

    /// <summary>Audio tracks of one codec in one body, frame by frame.</summary>
    ManyTracks,

    /// <summary>Sequence headers of all audio tracks in one body, each with its codec.</summary>
    ManyTracksManyCodecs,
}
