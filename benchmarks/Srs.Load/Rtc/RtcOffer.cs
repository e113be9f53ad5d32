using System.Text;
using Srs.Media.Protocols.Rtc.Dtls;
using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Load.Rtc;

/// <summary>Offers as a browser would make them, cut down to one codec for sound and one for pictures.</summary>
internal static class RtcOffer
{
    /// <summary>Payload type of Opus.</summary>
    public const byte AudioType = 111;

    /// <summary>Payload type of H.264.</summary>
    public const byte VideoType = 102;

    /// <summary>Payload type of H.264 sent again.</summary>
    public const byte RetransmissionType = 103;

    /// <summary>Identifier of the header extension that holds the m-line's name.</summary>
    public const byte MidId = 4;

    /// <summary>Identifier of the header extension with transport-wide sequence numbers.</summary>
    public const byte TransportSequenceId = 3;

    /// <summary>Writes an offer.</summary>
    /// <param name="ice">The peer's own credentials.</param>
    /// <param name="fingerprint">Of its certificate.</param>
    /// <param name="sources">Sources that it sends, of sound and of pictures; null for a viewer.</param>
    /// <param name="hasTransportSequence">Whether packets are numbered across sources.</param>
    public static string Write(IceCredentials ice, DtlsFingerprint fingerprint, (uint Audio, uint Video)? sources, bool hasTransportSequence)
    {
        var text = new StringBuilder();
        Line("v=0");
        Line("o=- 4611731400430051336 2 IN IP4 127.0.0.1");
        Line("s=-");
        Line("t=0 0");
        Line("a=group:BUNDLE 0 1");
        Line("a=msid-semantic: WMS load");
        Media("audio", $"{AudioType}", "0", sources?.Audio);
        Line($"a=rtpmap:{AudioType} opus/48000/2");
        Line($"a=fmtp:{AudioType} minptime=10;useinbandfec=1");
        Media("video", $"{VideoType} {RetransmissionType}", "1", sources?.Video);
        Line($"a=rtpmap:{VideoType} H264/90000");
        Line($"a=rtcp-fb:{VideoType} ccm fir");
        Line($"a=rtcp-fb:{VideoType} nack");
        Line($"a=rtcp-fb:{VideoType} nack pli");
        Line($"a=fmtp:{VideoType} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f");
        Line($"a=rtpmap:{RetransmissionType} rtx/90000");
        Line($"a=fmtp:{RetransmissionType} apt={VideoType}");
        return text.ToString();

        void Line(string line) => text.Append(line).Append("\r\n");

        void Media(string kind, string formats, string mid, uint? source)
        {
            Line($"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}");
            Line("c=IN IP4 0.0.0.0");
            Line("a=rtcp:9 IN IP4 0.0.0.0");
            Line($"a=ice-ufrag:{ice.UserFragment}");
            Line($"a=ice-pwd:{ice.Password}");
            Line("a=ice-options:trickle");
            Line($"a=fingerprint:{fingerprint}");
            Line("a=setup:actpass");
            Line($"a=mid:{mid}");
            Line($"a=extmap:{MidId} urn:ietf:params:rtp-hdrext:sdes:mid");
            if (hasTransportSequence)
            {
                Line($"a=extmap:{TransportSequenceId} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01");
                Line($"a=rtcp-fb:{formats.Split(' ')[0]} transport-cc");
            }

            Line(source is null ? "a=recvonly" : "a=sendonly");
            Line("a=rtcp-mux");
            Line("a=rtcp-rsize");
            if (source is { } ssrc)
            {
                Line($"a=msid:load {kind}");
                Line($"a=ssrc:{ssrc} cname:load");
                Line($"a=ssrc:{ssrc} msid:load {kind}");
            }
        }
    }
}
