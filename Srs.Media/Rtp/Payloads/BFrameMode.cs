namespace Srs.Media.Rtp.Payloads;

/// <summary>What becomes of frames that are shown before ones decoded earlier.</summary>
public enum BFrameMode
{
    /// <summary>
    /// They are left out. Every decoder shows the rest, at a part of the frame rate: a quarter with the three B-frames in a row of x264's
    /// defaults.
    /// </summary>
    Drop,

    /// <summary>
    /// All frames go, timed in decoding order. Decoders that reorder show every picture at its time; others show pictures out of order, or
    /// stop until the next key frame.
    /// </summary>
    Retime,
}
