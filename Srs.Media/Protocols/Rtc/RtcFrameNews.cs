namespace Srs.Media.Protocols.Rtc;

/// <summary>What putting frames together has shown about the picture.</summary>
[Flags]
internal enum RtcFrameNews
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A whole key frame came.</summary>
    KeyFrame = 1,

    /// <summary>Frames are dropped until a key frame comes.</summary>
    NeedsKeyFrame = 2,
}
