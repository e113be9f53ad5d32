using System.Globalization;
using Srs.Media.Frames;

namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>An m-line of an offer.</summary>
internal sealed record RtcOfferedMedia
{
    private static readonly string[] Protocols =
    [
        "UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "TCP/DTLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVP", "TCP/TLS/RTP/SAVPF", "RTP/SAVPF", "RTP/SAVP",
    ];

    /// <summary>The m-line as it was read.</summary>
    public required SdpMedia Line { get; init; }

    /// <summary>Place in the offer, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>Sound or pictures; null for anything else.</summary>
    public required MediaKind? Kind { get; init; }

    /// <summary>a=mid; empty when there is none.</summary>
    public required string Mid { get; init; }

    /// <summary>Direction as the offerer sees it.</summary>
    public required RtcDirection Direction { get; init; }

    /// <summary>Its payload types.</summary>
    public IReadOnlyList<RtcOfferedCodec> Codecs { get; init; } = [];

    /// <summary>Whether the offerer itself does not want it: port 0 without a=bundle-only (RFC 8843 §6).</summary>
    public bool IsOff => Line.Port == 0 && !Line.Attributes.Has("bundle-only");

    /// <summary>Whether it is RTP over DTLS-SRTP; names of old drafts count too.</summary>
    public bool IsSecureRtp => Protocols.Contains(Line.Protocol, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether RTCP may share its port.</summary>
    public bool HasRtcpMux => Line.Attributes.Has("rtcp-mux") || Line.Attributes.Has("rtcp-mux-only");

    /// <summary>Header extensions that the offer has for both directions, with ids that one-byte headers have.</summary>
    public IEnumerable<(int Id, string Uri)> Extensions =>
        Line.Attributes.FindAll("extmap").Select(ReadExtension).Where(static extension => extension.Id != 0);

    /// <summary>Reads an m-line.</summary>
    /// <exception cref="RtcNegotiationException">Its mid is longer than packets can say.</exception>
    public static RtcOfferedMedia Read(SdpMedia line, int index, IReadOnlyList<SdpAttribute> session)
    {
        MediaKind? kind = line.Kind switch { "audio" => MediaKind.Audio, "video" => MediaKind.Video, _ => null };
        var mid = line.Attributes.Find("mid") ?? "";
        if (mid.Length > 0 && !SdpText.IsVisible(mid, SdpLimits.MaxIdLength))
        {
            throw new RtcNegotiationException(
                RtcErrorCode.RtcSdpNegotiate, $"a=mid:{SdpText.Show(mid)} must be 1 to {SdpLimits.MaxIdLength} visible ASCII characters.");
        }

        return new RtcOfferedMedia
        {
            Line = line,
            Index = index,
            Kind = kind,
            Mid = mid,
            Direction = ReadDirection(line.Attributes) ?? ReadDirection(session) ?? RtcDirection.SendReceive,
            Codecs = kind is null ? [] : RtcOfferedCodecs.Read(line),
        };
    }

    /// <summary>Words for it in a sentence, such as <c>m-line 2 (video)</c>.</summary>
    public override string ToString() => $"m-line {Index + 1} ({SdpText.Show(Line.Kind)})";

    private static RtcDirection? ReadDirection(IReadOnlyList<SdpAttribute> attributes)
    {
        foreach (var (name, _) in attributes)
        {
            switch (name)
            {
                case "sendrecv": return RtcDirection.SendReceive;
                case "sendonly": return RtcDirection.SendOnly;
                case "recvonly": return RtcDirection.ReceiveOnly;
                case "inactive": return RtcDirection.Inactive;
            }
        }

        return null;
    }

    private static (int Id, string Uri) ReadExtension(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isId = words.Length >= 2 & int.TryParse(words.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        return isId && id is > 0 and <= RtcHeaderExtensions.MaxId ? (id, words[1]) : default;
    }
}
