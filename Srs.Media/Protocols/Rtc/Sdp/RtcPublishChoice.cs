using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Chooses what is taken from a publisher: one codec of each m-line.</summary>
internal static class RtcPublishChoice
{
    /// <summary>Agrees upon each m-line that is not rejected already.</summary>
    /// <exception cref="RtcNegotiationException">One of them has no codec that is taken.</exception>
    public static RtcMediaAgreement[] Choose(RtcOfferedMedia[] lines, string?[] rejections, RtcAnswerRules rules) =>
        [.. lines.Select(line => rejections[line.Index] is { } reason ? RtcMediaChoice.Reject(line, reason) : Choose(line, rules))];

    private static RtcMediaAgreement Choose(RtcOfferedMedia line, RtcAnswerRules rules)
    {
        RtcFormat[] formats = [.. rules.Formats.Where(format => format.Encoding.GetKind() == line.Kind && rules.Wish.Allows(format.Encoding))];
        var codec = formats.Select(format => RtcCodecChoice.Find(format, line.Codecs)).FirstOrDefault(static codec => codec is not null)
            ?? throw new RtcNegotiationException(
                RtcErrorCode.RtcTrackCodec,
                $"No codec of the {line} is taken: it offers {RtcMediaChoice.ShowOffered([line])}; {Describe(formats, line.Kind, rules)}.");
        var layers = RtcOfferedSources.ReadLayers(line.Line).Take(rules.MaxLayers).ToArray();
        return RtcMediaChoice.Accept(line, [codec], rules, hasLayers: layers.Length > 0) with
        {
            Direction = RtcDirection.ReceiveOnly,
            Sources = RtcOfferedSources.Read(line.Line),
            Layers = layers,
            Msid = line.Line.Attributes.Find("msid"),
        };
    }

    private static string Describe(RtcFormat[] formats, MediaKind? kind, RtcAnswerRules rules)
    {
        var taken = rules.Formats.Select(static format => format.Encoding).Where(encoding => encoding.GetKind() == kind).ToArray();
        var supported = $"this server takes {SdpText.ShowAll(taken.Select(RtcEncodings.GetName))}";
        var wished = SdpText.ShowAll(formats.Select(static format => format.Encoding.GetName()));
        return formats.Length == taken.Length ? supported : $"the request asks for {wished} only, and {supported}";
    }
}
