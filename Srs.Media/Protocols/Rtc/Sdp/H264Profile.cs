namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Profiles of H.264 as negotiation tells them apart (RFC 6184 §8.1, table 5), the lesser ones first.</summary>
public enum H264Profile
{
    /// <summary>Constrained Baseline: what every decoder can.</summary>
    ConstrainedBaseline,

    /// <summary>Baseline.</summary>
    Baseline,

    /// <summary>Extended.</summary>
    Extended,

    /// <summary>Main.</summary>
    Main,

    /// <summary>Constrained High: High without B slices and interlacing.</summary>
    ConstrainedHigh,

    /// <summary>High.</summary>
    High,

    /// <summary>High 10, High 4:2:2, High 4:4:4 Predictive and their intra forms.</summary>
    Professional,
}
