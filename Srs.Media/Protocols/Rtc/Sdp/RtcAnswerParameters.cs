namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Makes the a=fmtp of the answer.</summary>
internal static class RtcAnswerParameters
{
    /// <summary>Repeats what the offer has, which every peer accepts, without what only its sender can say (sprop-).</summary>
    public static SdpParameters Make(RtcOfferedCodec codec, RtcAnswerRules rules)
    {
        List<KeyValuePair<string, string>> pairs =
            [.. codec.Parameters.Pairs.Where(static pair => !pair.Key.StartsWith("sprop-", StringComparison.OrdinalIgnoreCase))];
        if (codec.Encoding is RtcEncoding.Opus)
        {
            AddOpus(pairs, codec.Parameters, rules);
        }

        return new SdpParameters(pairs);
    }

    private static void AddOpus(List<KeyValuePair<string, string>> pairs, SdpParameters offered, RtcAnswerRules rules)
    {
        if (rules.Use is RtcUse.Publish)
        {
            Set(pairs, "useinbandfec", rules.Opus.InbandFec ?? offered.IsOn("useinbandfec"));
            Set(pairs, "stereo", rules.Opus.Stereo ?? (offered.IsOn("stereo") || offered.IsOn("sprop-stereo")));
            Set(pairs, "usedtx", rules.Opus.Dtx ?? offered.IsOn("usedtx"));
        }
        else if (rules.Tracks.Any(static track => track.IsStereo))
        {
            Set(pairs, "sprop-stereo", isOn: true);
        }
    }

    /// <summary>Puts the parameter in as 1 or, since all of them are off by default (RFC 7587 §6.1), leaves it out.</summary>
    private static void Set(List<KeyValuePair<string, string>> pairs, string name, bool isOn)
    {
        pairs.RemoveAll(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (isOn)
        {
            pairs.Add(new(name, "1"));
        }
    }
}
