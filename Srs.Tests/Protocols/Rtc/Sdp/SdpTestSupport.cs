using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Rtc.Sdp;

/// <summary>Offers of real peers, and rules to answer them by.</summary>
internal static class SdpTestSupport
{
    public const string Fingerprint = "sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F";

    public static readonly RtcIceParameters Ice = new("9v015h75", "0123456789abcdef0123456789abcdef");

    /// <summary>Names of all offers in Vectors/sdp.</summary>
    public static IEnumerable<string> Offers =>
        Directory.GetFiles(TestVectors.GetPath("sdp"), "*.sdp").Select(static file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal);

    /// <summary>Text of an offer, with CR LF as it came.</summary>
    public static string ReadOffer(string name) =>
        File.ReadAllText(TestVectors.GetPath($"sdp/{name}.sdp")).ReplaceLineEndings("\r\n");

    public static bool IsPublish(string name) => name.Contains("-publish", StringComparison.Ordinal);

    public static RtcAnswerRules Publish() => new()
    {
        Use = RtcUse.Publish,
        Ice = Ice,
        Fingerprint = Fingerprint,
        Candidates = ["1 1 udp 2130706431 127.0.0.1 8000 typ host generation 0"],
        SessionId = 42,
        StreamName = "live/livestream",
    };

    public static RtcAnswerRules Play(params RtcPlayTrack[] tracks) => Publish() with { Use = RtcUse.Play, Tracks = tracks };

    /// <summary>Plays Opus, and one video track that may be any of these.</summary>
    public static RtcAnswerRules Play(params RtcEncoding[] video) => Play(Track(0, RtcEncoding.Opus), Track(0, video));

    public static RtcPlayTrack Track(int id, params RtcEncoding[] encodings) => Track(id, [.. encodings.Select(static encoding => new RtcFormat(encoding))]);

    public static RtcPlayTrack Track(int id, params RtcFormat[] formats)
    {
        var kind = formats[0].Encoding.GetKind();
        var ssrc = (kind is MediaKind.Audio ? 1000u : 2000u) + (uint)(10 * id);
        return new RtcPlayTrack
        {
            Kind = kind,
            Id = id,
            Formats = formats,
            Ssrc = ssrc,
            RtxSsrc = kind is MediaKind.Audio ? null : ssrc + 1,
            Cname = "cname1",
            StreamId = "livestream",
            TrackId = $"{kind}-{id}",
        };
    }

    /// <summary>What a peer with this offer is answered when everything is there to take or give.</summary>
    public static RtcAgreement AnswerAll(string name, string offer) =>
        RtcNegotiator.Answer(offer, IsPublish(name) ? Publish() : PlayAll());

    public static RtcAnswerRules PlayAll() => Play(
        Track(0, RtcEncoding.Opus, RtcEncoding.Pcmu),
        Track(0, RtcEncoding.H264, RtcEncoding.H265, RtcEncoding.Av1, RtcEncoding.Vp9, RtcEncoding.Vp8),
        Track(1, RtcEncoding.H264, RtcEncoding.H265, RtcEncoding.Av1, RtcEncoding.Vp9, RtcEncoding.Vp8));

    /// <summary>Damaged copies of an offer, each by one to five changes of lines; the same ones for a seed.</summary>
    public static IEnumerable<string> ChangeLines(string offer, int count, int seed)
    {
        var lines = offer.Split("\r\n");
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            List<string> changed = [.. lines];
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                Change(changed, lines, random);
            }

            yield return string.Join("\r\n", changed);
        }
    }

    private static void Change(List<string> changed, string[] lines, Random random)
    {
        var at = random.Next(changed.Count);
        switch (random.Next(5))
        {
            case 0:
                changed.RemoveAt(at);
                break;
            case 1:
                changed.Insert(at, lines[random.Next(lines.Length)]);
                break;
            case 2:
                (changed[at], changed[random.Next(changed.Count)]) = (changed[random.Next(changed.Count)], changed[at]);
                break;
            case 3:
                changed[at] = new string([.. changed[at].Select(c => char.IsAsciiDigit(c) ? (char)('0' + random.Next(10)) : c)]);
                break;
            default:
                changed[at] = changed[at][..random.Next(changed[at].Length + 1)];
                break;
        }

        if (changed.Count == 0)
        {
            changed.Add("");
        }
    }
}
