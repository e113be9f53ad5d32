using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Chooses what a player gets: each m-line the first track left that it can take.</summary>
internal static class RtcPlayChoice
{
    /// <summary>Agrees upon each m-line that is not rejected already.</summary>
    /// <exception cref="RtcNegotiationException">There are tracks and m-lines of a kind, and none fits.</exception>
    public static RtcMediaAgreement[] Choose(RtcOfferedMedia[] lines, string?[] rejections, RtcAnswerRules rules)
    {
        List<RtcPlayTrack> left = [.. rules.Tracks];
        RtcMediaAgreement[] media =
            [.. lines.Select(line => rejections[line.Index] is { } reason ? RtcMediaChoice.Reject(line, reason) : Choose(line, left, rules))];
        foreach (var kind in new[] { MediaKind.Audio, MediaKind.Video })
        {
            CheckFit(kind, lines, rejections, media, rules);
        }

        return media;
    }

    private static RtcMediaAgreement Choose(RtcOfferedMedia line, List<RtcPlayTrack> left, RtcAnswerRules rules)
    {
        foreach (var track in left.Where(track => track.Kind == line.Kind))
        {
            RtcOfferedCodec[] codecs =
            [
                .. Wished(track, rules).Select(format => RtcCodecChoice.Find(format, line.Codecs)).OfType<RtcOfferedCodec>().Distinct(),
            ];
            if (codecs.Length > 0)
            {
                left.Remove(track);
                return RtcMediaChoice.Accept(line, codecs, rules, hasLayers: false) with { Direction = RtcDirection.SendOnly, Track = track };
            }
        }

        return RtcMediaChoice.Reject(line, $"The stream has nothing for the {line}.");
    }

    private static IEnumerable<RtcFormat> Wished(RtcPlayTrack track, RtcAnswerRules rules) =>
        track.Formats.Where(format => rules.Wish.Allows(format.Encoding));

    private static void CheckFit(MediaKind kind, RtcOfferedMedia[] lines, string?[] rejections, RtcMediaAgreement[] media, RtcAnswerRules rules)
    {
        RtcOfferedMedia[] asked = [.. lines.Where(line => line.Kind == kind && rejections[line.Index] is null)];
        RtcPlayTrack[] tracks = [.. rules.Tracks.Where(track => track.Kind == kind)];
        if (asked.Length == 0 || tracks.Length == 0 || asked.Any(line => !media[line.Index].IsRejected))
        {
            return;
        }

        var name = kind is MediaKind.Audio ? "audio" : "video";
        var given = SdpText.ShowAll(tracks.SelectMany(static track => track.Formats).Select(static format => format.Encoding.GetName()));
        var wish = kind is MediaKind.Audio ? rules.Wish.Audio : rules.Wish.Video;
        var isWish = wish is not null && tracks.All(track => !Wished(track, rules).Any());
        throw new RtcNegotiationException(
            RtcErrorCode.RtcTrackCodec,
            isWish
                ? $"The request asks for {wish!.Value.GetName()}, and the stream's {name} is {given}."
                : $"The stream's {name} is {given}, and the player takes {RtcMediaChoice.ShowOffered(asked)} only.");
    }
}
