namespace Srs.Media.Rtp.Stages;

/// <summary>Where a packet stands among those of its source.</summary>
internal enum RtpSequenceStep
{
    /// <summary>It came twice, or it does not fit and has to be confirmed by the next one.</summary>
    Ignored,

    /// <summary>After all before, perhaps with a gap.</summary>
    Next,

    /// <summary>Behind others, for the first time.</summary>
    Late,

    /// <summary>It begins a new run; the one before it may be missing.</summary>
    Restarted,
}
