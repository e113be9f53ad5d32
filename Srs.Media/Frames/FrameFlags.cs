namespace Srs.Media.Frames;

/// <summary>What a frame means for those who skip or join.</summary>
[Flags]
public enum FrameFlags
{
    /// <summary>An ordinary frame.</summary>
    None = 0,

    /// <summary>A decoder can start here.</summary>
    KeyFrame = 1,

    /// <summary>No other frame refers to this one.</summary>
    Disposable = 2,
}
