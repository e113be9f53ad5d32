using System.Globalization;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Writes the answer, in the shape and order that SRS gives it.</summary>
internal static class RtcAnswerWriter
{
    private const string Candidate = "candidate";
    private const string AnyAddress = "IN IP4 0.0.0.0";

    /// <summary>Port of accepted m-lines: "discard", since candidates tell the real ones (RFC 8840 §4.1.1).</summary>
    private const int DiscardPort = 9;

    /// <summary>Writes it.</summary>
    public static string Write(
        RtcOfferedMedia[] lines, RtcMediaAgreement[] media, RtcOfferedTransport transport, RtcAnswerRules rules, bool isBundled) =>
        SdpWriter.Write(new SessionDescription
        {
            Origin = new SdpOrigin(rules.Server, rules.SessionId.ToString(CultureInfo.InvariantCulture), "2", AnyAddress),
            Name = rules.Use is RtcUse.Publish ? "SRSPublishSession" : "SRSPlaySession",
            Attributes = [.. WriteSession(media, rules, isBundled)],
            Media =
            [
                .. media.Select(agreed => agreed.IsRejected && !agreed.IsInactive
                    ? WriteRejected(lines[agreed.Index], transport, rules)
                    : WriteAccepted(lines[agreed.Index], agreed, transport, rules)),
            ],
        });

    /// <summary>Our candidates as attributes.</summary>
    public static IEnumerable<SdpAttribute> WriteCandidates(IEnumerable<string> candidates) =>
        candidates.Select(static text => new SdpAttribute(Candidate, text.StartsWith(Candidate + ":", StringComparison.Ordinal) ? text[(Candidate.Length + 1)..] : text))
            .Append(new SdpAttribute("end-of-candidates"));

    private static IEnumerable<SdpAttribute> WriteSession(RtcMediaAgreement[] media, RtcAnswerRules rules, bool isBundled)
    {
        if (rules.IceLite)
        {
            yield return new SdpAttribute("ice-lite");
        }

        if (isBundled)
        {
            var mids = media.Where(static agreed => !agreed.IsRejected || agreed.IsInactive).Select(static agreed => agreed.Mid);
            yield return new SdpAttribute("group", string.Join(' ', ["BUNDLE", .. mids]));
        }

        yield return new SdpAttribute("msid-semantic", $" WMS {SdpText.OneLine(rules.StreamName)}");
    }

    /// <summary>Leaves a line out, with what aiortc demands of every line: credentials, role and rtcp-mux.</summary>
    private static SdpMedia WriteRejected(RtcOfferedMedia line, RtcOfferedTransport transport, RtcAnswerRules rules) => new()
    {
        Kind = line.Line.Kind,
        Port = 0,
        Protocol = line.Line.Protocol,
        Formats = line.Line.Formats,
        Connection = AnyAddress,
        Attributes =
        [
            .. WriteTransport(transport, rules),
            .. WriteMid(line.Mid),
            new("inactive"),
            .. line.Kind is null ? Array.Empty<SdpAttribute>() : [new("rtcp-mux")],
        ],
    };

    private static SdpMedia WriteAccepted(
        RtcOfferedMedia line, RtcMediaAgreement agreed, RtcOfferedTransport transport, RtcAnswerRules rules) => new()
        {
            Kind = line.Line.Kind,
            Port = DiscardPort,
            Protocol = line.Line.Protocol,
            Formats = [.. agreed.Codecs.SelectMany(WriteFormats)],
            Connection = AnyAddress,
            Attributes =
        [
            .. WriteTransport(transport, rules),
            .. WriteMid(line.Mid),
            .. agreed.Extensions.Lines.Select(static extension => new SdpAttribute("extmap", $"{extension.Id} {extension.Uri}")),
            new(agreed.IsInactive ? "inactive" : agreed.Direction is RtcDirection.SendOnly ? "sendonly" : "recvonly"),
            .. WriteMsid(agreed.Track),
            new("rtcp-mux"),
            .. line.Line.Attributes.Has("rtcp-rsize") ? new SdpAttribute[] { new("rtcp-rsize") } : [],
            .. agreed.Codecs.SelectMany(WriteCodec),
            .. WriteLayers(agreed.Layers),
            .. WriteSources(agreed),
            .. WriteCandidates(rules.Candidates),
        ],
        };

    private static SdpAttribute[] WriteTransport(RtcOfferedTransport transport, RtcAnswerRules rules) =>
    [
        new("ice-ufrag", rules.Ice.Ufrag),
        new("ice-pwd", rules.Ice.Password),
        new("fingerprint", rules.Fingerprint),
        new("setup", transport.Setup is RtcSetup.Passive ? "passive" : "active"),
    ];

    private static string[] WriteFormats(RtcCodec codec) =>
        codec.RtxPayloadType is { } rtx ? [ToText(codec.PayloadType), ToText(rtx)] : [ToText(codec.PayloadType)];

    private static SdpAttribute[] WriteMid(string mid) => mid.Length == 0 ? [] : [new("mid", mid)];

    private static IEnumerable<SdpAttribute> WriteCodec(RtcCodec codec)
    {
        var type = ToText(codec.PayloadType);
        yield return new SdpAttribute("rtpmap", $"{type} {codec.RtpMap}");
        foreach (var name in codec.Feedback.ToNames())
        {
            yield return new SdpAttribute("rtcp-fb", $"{type} {name}");
        }

        if (codec.Answered.Pairs.Count > 0)
        {
            yield return new SdpAttribute("fmtp", $"{type} {codec.Answered}");
        }

        if (codec.RtxPayloadType is { } rtx)
        {
            yield return new SdpAttribute("rtpmap", $"{rtx} rtx/{ToText(codec.ClockRate)}");
            yield return new SdpAttribute("fmtp", $"{rtx} apt={type}");
        }
    }

    /// <summary>Takes up simulcast layers (RFC 8853 §5.3).</summary>
    private static IEnumerable<SdpAttribute> WriteLayers(IReadOnlyList<string> layers) =>
        layers.Count == 0
            ? []
            : [.. layers.Select(static rid => new SdpAttribute("rid", $"{rid} recv")), new("simulcast", $"recv {string.Join(';', layers)}")];

    private static SdpAttribute[] WriteMsid(RtcPlayTrack? track) => track is null ? [] : [new("msid", $"{track.StreamId} {track.TrackId}")];

    /// <summary>Announces our SSRCs (RFC 5576), with the lines that players before a=msid read.</summary>
    private static IEnumerable<SdpAttribute> WriteSources(RtcMediaAgreement agreed)
    {
        if (agreed.Track is not { } track)
        {
            return [];
        }

        var rtx = agreed.Codecs.Any(static codec => codec.RtxPayloadType is not null) ? track.RtxSsrc : null;
        return
        [
            .. rtx is null ? Array.Empty<SdpAttribute>() : [new("ssrc-group", $"FID {track.Ssrc} {rtx}")],
            .. WriteSource(track.Ssrc, track),
            .. rtx is null ? [] : WriteSource(rtx.Value, track),
        ];
    }

    private static SdpAttribute[] WriteSource(uint ssrc, RtcPlayTrack track) =>
    [
        new("ssrc", $"{ssrc} cname:{track.Cname}"),
        new("ssrc", $"{ssrc} msid:{track.StreamId} {track.TrackId}"),
        new("ssrc", $"{ssrc} mslabel:{track.StreamId}"),
        new("ssrc", $"{ssrc} label:{track.TrackId}"),
    ];

    private static string ToText(byte number) => number.ToString(CultureInfo.InvariantCulture);

    private static string ToText(int number) => number.ToString(CultureInfo.InvariantCulture);
}
