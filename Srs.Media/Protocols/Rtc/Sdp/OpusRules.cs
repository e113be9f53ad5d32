namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What a publisher is asked for in Opus; null leaves each as its offer has it.</summary>
public sealed record OpusRules
{
    /// <summary>Two channels (stereo). An offer that announces to send two (sprop-stereo) counts as one that has it.</summary>
    public bool? Stereo { get; init; }

    /// <summary>In-band forward error correction (useinbandfec).</summary>
    public bool? InbandFec { get; init; }

    /// <summary>Silence is not sent (usedtx).</summary>
    public bool? Dtx { get; init; }
}
