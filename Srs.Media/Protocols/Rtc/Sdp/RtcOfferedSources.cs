using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Reads the SSRCs and simulcast layers of an m-line.</summary>
internal static class RtcOfferedSources
{
    /// <summary>Gathers a=ssrc and a=ssrc-group (RFC 5576), at most <see cref="SdpLimits.MaxSources"/>.</summary>
    /// <returns>One for each SSRC of media, in the order of their lines; none of those that retransmit or repair.</returns>
    public static IReadOnlyList<RtcRemoteSource> Read(SdpMedia media)
    {
        Dictionary<uint, RtcRemoteSource> sources = [];
        List<uint> order = [];
        HashSet<uint> others = [];
        foreach (var (name, value) in media.Attributes)
        {
            if (name == "ssrc")
            {
                ReadSource(value, sources, order);
            }
        }

        foreach (var group in media.Attributes.FindAll("ssrc-group"))
        {
            ReadGroup(group, sources, others);
        }

        return [.. order.Where(ssrc => !others.Contains(ssrc)).Select(ssrc => sources[ssrc])];
    }

    /// <summary>Reads which layers the peer sends (a=simulcast, RFC 8853 §5.1), the first of alternatives each.</summary>
    /// <returns>Their rids in the order of the line; empty without simulcast.</returns>
    public static IReadOnlyList<string> ReadLayers(SdpMedia media)
    {
        var words = media.Attributes.Find("simulcast")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var send = Array.IndexOf(words, "send");
        if (send < 0 || send + 1 == words.Length)
        {
            return [];
        }

        // Drafts before the RFC wrote rid= before the list. A tilde marks a layer that begins paused.
        var list = words[send + 1];
        list = list.StartsWith("rid=", StringComparison.Ordinal) ? list[4..] : list;
        return
        [
            .. list.Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(static layer => layer.Split(',')[0].TrimStart('~'))
                .Where(static rid => rid.Length is > 0 and <= SdpLimits.MaxIdLength && rid.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                .Distinct()
                .Take(SdpLimits.MaxLayers),
        ];
    }

    private static void ReadSource(string value, Dictionary<uint, RtcRemoteSource> sources, List<uint> order)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        if (!TryReadSsrc(space < 0 ? value : value.AsSpan(0, space), out var ssrc))
        {
            return;
        }

        if (!sources.TryGetValue(ssrc, out var source))
        {
            if (sources.Count == SdpLimits.MaxSources)
            {
                return;
            }

            source = new RtcRemoteSource(ssrc, RtxSsrc: null, Cname: null, Msid: null);
            order.Add(ssrc);
        }

        var (name, text) = SdpReader.ReadAttribute(value.AsSpan(space + 1));
        sources[ssrc] = name switch
        {
            "cname" => source with { Cname = text },
            "msid" => source with { Msid = text },
            _ => source,
        };
    }

    private static void ReadGroup(string value, Dictionary<uint, RtcRemoteSource> sources, HashSet<uint> others)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 3 || words[0] is not ("FID" or "FEC-FR" or "FEC")
            || !TryReadSsrc(words[1], out var media) || !TryReadSsrc(words[2], out var other) || media == other
            || !sources.TryGetValue(media, out var source))
        {
            return;
        }

        others.Add(other);
        if (words[0] == "FID")
        {
            sources[media] = source with { RtxSsrc = other };
        }
    }

    private static bool TryReadSsrc(ReadOnlySpan<char> text, out uint ssrc) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ssrc);
}
