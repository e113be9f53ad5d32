namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Answers offers of publishers and players (RFC 3264, RFC 9429, RFC 9143).</summary>
/// <remarks>
/// All media share one transport. M-lines that go the wrong way or have nothing to carry are answered as inactive, those that cannot be
/// (data, stopped, not of the bundle) with port 0, and the rest goes on; a codec that nobody understands refuses the offer, since half a
/// stream is a surprise.
/// </remarks>
public static class RtcNegotiator
{
    /// <summary>Reads and answers an offer.</summary>
    /// <param name="offer">The body of a request.</param>
    /// <param name="rules">What it is answered by.</param>
    /// <exception cref="RtcNegotiationException">The offer is missing, malformed or refused.</exception>
    public static RtcAgreement Answer(string offer, RtcAnswerRules rules)
    {
        if (string.IsNullOrWhiteSpace(offer))
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidSdp, "The request has no offer; send the session description as the body.");
        }

        try
        {
            return Answer(SdpReader.Read(offer), rules);
        }
        catch (SdpFormatException e)
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcSdpDecode, e.Message);
        }
    }

    /// <summary>Answers an offer.</summary>
    /// <exception cref="RtcNegotiationException">It is refused.</exception>
    public static RtcAgreement Answer(SessionDescription offer, RtcAnswerRules rules)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(rules);
        RtcOfferedMedia[] lines = [.. offer.Media.Select((line, i) => RtcOfferedMedia.Read(line, i, offer.Attributes))];
        if (lines.Length == 0)
        {
            throw Refuse("The offer has no m-lines.");
        }

        var bundle = ReadBundle(offer, lines);
        var rejections = lines.Select(line => Reject(line, bundle, rules)).ToArray();
        CheckBundle(bundle, lines, rejections, rules);
        var media = rules.Use is RtcUse.Publish
            ? RtcPublishChoice.Choose(lines, rejections, rules)
            : RtcPlayChoice.Choose(lines, rejections, rules);
        if (media.All(static line => line.IsRejected))
        {
            const int Most = 8;
            var reasons = string.Join(" ", media.Select(static line => line.Rejection).Take(Most));
            throw Refuse($"There is nothing to {(rules.Use is RtcUse.Publish ? "publish" : "play")}: {reasons}");
        }

        media = [.. media.Select(agreed => KeepInactive(lines[agreed.Index], agreed, bundle, rules))];

        // The offerer may say what holds for all in the m-line that leads the bundle, even if that one is left out.
        var byWorth = lines.OrderBy(line => media[line.Index].IsRejected)
            .Where(line => !media[line.Index].IsRejected || bundle?.Contains(line.Mid) == true);
        var transport = RtcOfferedTransport.Read(offer, [.. byWorth], rules.Setup);
        return new RtcAgreement
        {
            Answer = RtcAnswerWriter.Write(lines, media, transport, rules, isBundled: bundle is not null),
            Media = media,
            RemoteIce = transport.Ice,
            RemoteCandidates = transport.Candidates,
            EndOfCandidates = transport.EndOfCandidates,
            RemoteFingerprints = transport.Fingerprints,
            Setup = transport.Setup,
        };
    }

    private static RtcNegotiationException Refuse(string message) => new(RtcErrorCode.RtcSdpNegotiate, message);

    /// <summary>Mids of the first a=group:BUNDLE; null when there is none.</summary>
    private static HashSet<string>? ReadBundle(SessionDescription offer, RtcOfferedMedia[] lines)
    {
        var repeated = lines.Where(static line => line.Mid.Length > 0)
            .GroupBy(static line => line.Mid)
            .FirstOrDefault(static group => group.Count() > 1);
        if (repeated is not null)
        {
            throw Refuse($"Two m-lines have a=mid:{SdpText.Show(repeated.Key)}; each needs its own.");
        }

        var words = offer.Attributes.FindAll("group")
            .Select(static group => group.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(static group => group.FirstOrDefault() == "BUNDLE");
        return words is null ? null : [.. words.Skip(1)];
    }

    /// <summary>Says why an m-line is left out, whatever there is to carry; null when it is not.</summary>
    private static string? Reject(RtcOfferedMedia line, HashSet<string>? bundle, RtcAnswerRules rules)
    {
        var isOff = line.IsOff || line.Direction is RtcDirection.Inactive;
        var wrongWay = rules.Use is RtcUse.Publish ? RtcDirection.ReceiveOnly : RtcDirection.SendOnly;
        var (rejection, isStrictFault) = line switch
        {
            { Kind: null } => ($"The {line} is neither audio nor video.", true),
            _ when isOff => ($"The {line} is off in the offer.", false),
            { IsSecureRtp: false } => ($"The {line} is {SdpText.Show(line.Line.Protocol)}; only UDP/TLS/RTP/SAVPF is taken.", true),
            _ when line.Direction == wrongWay =>
                ($"The {line} is {(rules.Use is RtcUse.Publish ? "recvonly in an offer to publish" : "sendonly in an offer to play")}.", true),
            _ when bundle is not null && !bundle.Contains(line.Mid) => ($"The {line} is not in a=group:BUNDLE.", true),
            _ => ((string?)null, false),
        };
        return isStrictFault && rules.IsStrict ? throw Refuse(rejection!) : rejection;
    }

    /// <summary>Keeps a line of the bundle that carries nothing, as inactive (RFC 3264 §6.1), where port 0 would be as good by the book.</summary>
    /// <remarks>Chromium gives up the transport of the whole bundle when its first line is answered with port 0; aiortc wants a codec in each line.</remarks>
    private static RtcMediaAgreement KeepInactive(RtcOfferedMedia line, RtcMediaAgreement media, HashSet<string>? bundle, RtcAnswerRules rules)
    {
        var canStay = media.IsRejected && line is { IsOff: false, IsSecureRtp: true, HasRtcpMux: true } && bundle?.Contains(line.Mid) == true;
        return canStay && line.Codecs.FirstOrDefault(static codec => codec.Encoding is not null) is { } codec
            ? RtcMediaChoice.Accept(line, [codec], rules, hasLayers: false) with { Rejection = media.Rejection }
            : media;
    }

    private static void CheckBundle(HashSet<string>? bundle, RtcOfferedMedia[] lines, string?[] rejections, RtcAnswerRules rules)
    {
        var usable = lines.Where(line => rejections[line.Index] is null).ToArray();
        if (bundle is null && (usable.Length > 1 || rules.IsStrict))
        {
            throw Refuse("The offer has no a=group:BUNDLE; all media share one transport here: set bundlePolicy to max-bundle.");
        }

        if (usable.FirstOrDefault(static line => !line.HasRtcpMux) is { } line)
        {
            throw Refuse($"The {line} has no a=rtcp-mux; RTCP shares the port of RTP here: set rtcpMuxPolicy to require.");
        }
    }
}
