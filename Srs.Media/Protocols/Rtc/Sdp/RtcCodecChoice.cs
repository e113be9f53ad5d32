namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Finds the payload type of an offer that fits a format best.</summary>
internal static class RtcCodecChoice
{
    private const int PoorFit = 100;

    /// <summary>Gives the best payload type for a format; of equals the first.</summary>
    /// <returns>Null when there is none.</returns>
    public static RtcOfferedCodec? Find(RtcFormat format, IReadOnlyList<RtcOfferedCodec> offered)
    {
        RtcOfferedCodec? best = null;
        var bestRank = int.MaxValue;
        foreach (var codec in offered)
        {
            if (codec.Encoding == format.Encoding && Rank(format, codec) is { } rank && rank < bestRank)
            {
                (best, bestRank) = (codec, rank);
            }
        }

        return best;
    }

    /// <summary>How far a payload type is from a format, 0 for a perfect fit; null when it cannot be.</summary>
    private static int? Rank(RtcFormat format, RtcOfferedCodec codec) => format.Encoding switch
    {
        RtcEncoding.H264 => RankH264(format, codec.Parameters),
        RtcEncoding.H265 when codec.Parameters["tx-mode"] is not (null or "SRST") => null,
        RtcEncoding.H265 => RankProfile(format.Profile ?? 1, codec.Parameters.GetNumber("profile-id") ?? 1),
        RtcEncoding.Vp9 => RankProfile(format.Profile ?? 0, codec.Parameters.GetNumber("profile-id") ?? 0),
        RtcEncoding.Av1 => RankProfile(format.Profile ?? 0, codec.Parameters.GetNumber("profile") ?? 0),
        RtcEncoding.Opus when codec.Channels is not (0 or 2) => null,
        RtcEncoding.Pcmu or RtcEncoding.Pcma or RtcEncoding.G722 when codec.Channels > 1 => null,
        _ => 0,
    };

    /// <summary>The packetization mode comes first, since it decides what may be sent (RFC 6184 §8.2.2); then the profile.</summary>
    private static int? RankH264(RtcFormat format, SdpParameters parameters)
    {
        var mode = parameters.GetNumber("packetization-mode") ?? 0;
        if (mode > 1)
        {
            return null;
        }

        var offered = H264ProfileLevelId.TryParse(parameters["profile-level-id"], out var id) ? id : H264ProfileLevelId.Default;
        var rank = mode == 1 ? 0 : 2 * PoorFit;
        return format.H264 is not { } wanted ? rank + (int)offered.Profile
            : offered.Profile == wanted.Profile ? rank
            : offered.Decodes(wanted) ? rank + 1 + (int)offered.Profile
            : rank + PoorFit - (int)offered.Profile;
    }

    /// <summary>Profiles with greater numbers decode more; below the wanted one, the nearest is the best guess.</summary>
    private static int RankProfile(int wanted, int offered) =>
        offered >= wanted ? Math.Min(offered - wanted, PoorFit) : PoorFit + Math.Min(wanted - offered, PoorFit);
}
