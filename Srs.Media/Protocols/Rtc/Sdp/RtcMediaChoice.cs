using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>What publishing and playing have in common about an m-line.</summary>
internal static class RtcMediaChoice
{
    /// <summary>Leaves an m-line out.</summary>
    public static RtcMediaAgreement Reject(RtcOfferedMedia line, string reason) =>
        new() { Index = line.Index, Mid = line.Mid, Kind = line.Kind ?? MediaKind.Data, Rejection = reason };

    /// <summary>Accepts an m-line with these codecs.</summary>
    public static RtcMediaAgreement Accept(RtcOfferedMedia line, IReadOnlyList<RtcOfferedCodec> codecs, RtcAnswerRules rules, bool hasLayers)
    {
        var extensions = RtcHeaderExtensions.Choose(line.Extensions, extension => extension switch
        {
            RtcHeaderExtension.TransportWideCc => rules.Twcc,
            RtcHeaderExtension.Rid or RtcHeaderExtension.RepairedRid => hasLayers,
            RtcHeaderExtension.AbsSendTime => rules.Remb,
            RtcHeaderExtension.AudioLevel => line.Kind is MediaKind.Audio,
            RtcHeaderExtension.PlayoutDelay => line.Kind is MediaKind.Video,
            _ => true,
        });
        return new RtcMediaAgreement
        {
            Index = line.Index,
            Mid = line.Mid,
            Kind = line.Kind!.Value,
            Extensions = extensions,
            Codecs = [.. codecs.Select(codec => Agree(codec, extensions, rules))],
        };
    }

    /// <summary>Names of what m-lines offer, for a sentence.</summary>
    public static string ShowOffered(IEnumerable<RtcOfferedMedia> lines) =>
        SdpText.ShowAll(lines.SelectMany(static line => line.Codecs).Select(static codec => codec.Name).Where(static name => name.Length > 0));

    private static RtcCodec Agree(RtcOfferedCodec codec, RtcHeaderExtensions extensions, RtcAnswerRules rules)
    {
        var feedback = codec.Feedback;
        feedback = rules.Nack ? feedback : feedback & ~RtcFeedback.Nack;
        feedback = extensions[RtcHeaderExtension.TransportWideCc] != 0 ? feedback : feedback & ~RtcFeedback.TransportWide;
        feedback = rules.Remb ? feedback : feedback & ~RtcFeedback.Remb;
        return new RtcCodec
        {
            Encoding = codec.Encoding!.Value,
            PayloadType = codec.PayloadType,
            RtxPayloadType = rules.Rtx && feedback.HasFlag(RtcFeedback.Nack) ? codec.RtxPayloadType : null,
            ClockRate = codec.ClockRate,
            Channels = codec.Channels,
            RtpMap = codec.RtpMap,
            Offered = codec.Parameters,
            Answered = RtcAnswerParameters.Make(codec, rules),
            Feedback = feedback,
        };
    }
}
