namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What a receiver of Opus asks of the sender (RFC 7587 §6.1).</summary>
/// <param name="IsStereo">Whether it plays two channels: stereo=1. It must be able to decode two in any case.</param>
/// <param name="UsesInbandFec">Whether it makes use of in-band forward error correction: useinbandfec=1.</param>
/// <param name="UsesDtx">Whether the sender may stop in silence: usedtx=1.</param>
/// <param name="MaxAverageBitrate">Most that it takes on average, in bit/s; null when it does not say.</param>
/// <param name="MaxPlaybackRate">Highest rate that it plays, in samples a second; null when it does not say.</param>
public readonly record struct OpusWish(bool IsStereo, bool UsesInbandFec, bool UsesDtx, int? MaxAverageBitrate, int? MaxPlaybackRate)
{
    /// <summary>Reads it from format parameters.</summary>
    public static OpusWish Read(SdpParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return new OpusWish(
            parameters.IsOn("stereo"),
            parameters.IsOn("useinbandfec"),
            parameters.IsOn("usedtx"),
            parameters.GetNumber("maxaveragebitrate"),
            parameters.GetNumber("maxplaybackrate"));
    }
}
