using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Reads the payload types of an m-line.</summary>
internal static class RtcOfferedCodecs
{
    private const int PayloadTypes = 128;

    /// <summary>Gathers a=rtpmap, a=fmtp and a=rtcp-fb by payload type; lines that are malformed or about other payload types count for nothing.</summary>
    /// <returns>In the order of the m-line, retransmission and what is not known included.</returns>
    public static IReadOnlyList<RtcOfferedCodec> Read(SdpMedia media)
    {
        var maps = new string?[PayloadTypes];
        var parameters = new string?[PayloadTypes];
        var feedback = new RtcFeedback[PayloadTypes];
        var feedbackOfAll = RtcFeedback.None;
        foreach (var (name, value) in media.Attributes)
        {
            switch (name)
            {
                case "rtpmap" when TrySplit(value, out var type, out var rest):
                    maps[type] ??= rest;
                    break;
                case "fmtp" when TrySplit(value, out var type, out var rest):
                    parameters[type] ??= rest;
                    break;
                case "rtcp-fb" when value.StartsWith("* ", StringComparison.Ordinal):
                    feedbackOfAll |= RtcFeedbackNames.Parse(value[2..]);
                    break;
                case "rtcp-fb" when TrySplit(value, out var type, out var rest):
                    feedback[type] |= RtcFeedbackNames.Parse(rest);
                    break;
            }
        }

        List<RtcOfferedCodec> codecs = [];
        var seen = new bool[PayloadTypes];
        foreach (var format in media.Formats)
        {
            if (TryReadPayloadType(format, out var type) && !seen[type])
            {
                seen[type] = true;
                codecs.Add(Make(type, maps[type], parameters[type], feedback[type] | feedbackOfAll));
            }
        }

        return Pair(codecs);
    }

    private static RtcOfferedCodec Make(byte type, string? map, string? parameters, RtcFeedback feedback)
    {
        map ??= RtcEncodings.GetStatic(type) ?? "";
        var fields = map.Split('/');
        var clock = fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var rate) ? rate : 0;
        var channels = fields.Length > 2 && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return new RtcOfferedCodec(type, map)
        {
            Name = fields[0],
            Encoding = RtcEncodings.Find(fields[0], clock),
            ClockRate = clock,
            Channels = channels,
            Parameters = parameters is null ? SdpParameters.None : SdpParameters.Parse(parameters),
            Feedback = feedback,
        };
    }

    /// <summary>Gives each codec the retransmission whose apt names it (RFC 4588 §8.1).</summary>
    private static List<RtcOfferedCodec> Pair(List<RtcOfferedCodec> codecs)
    {
        var rtx = new byte?[PayloadTypes];
        foreach (var codec in codecs)
        {
            if (codec.Name.Equals("rtx", StringComparison.OrdinalIgnoreCase) && codec.Parameters.GetNumber("apt") is { } apt and < PayloadTypes)
            {
                rtx[apt] ??= codec.PayloadType;
            }
        }

        return codecs.ConvertAll(codec => codec.Encoding is null ? codec : codec with { RtxPayloadType = rtx[codec.PayloadType] });
    }

    private static bool TrySplit(string value, out byte type, out string rest)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        rest = space < 0 ? "" : value[(space + 1)..].Trim();
        return TryReadPayloadType(space < 0 ? value : value.AsSpan(0, space), out type) && rest.Length > 0;
    }

    /// <summary>Reads a payload type that RTCP on the same port leaves free (RFC 5761 §4).</summary>
    private static bool TryReadPayloadType(ReadOnlySpan<char> text, out byte type) =>
        byte.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out type) && type is < 64 or >= 96 and < PayloadTypes;
}
