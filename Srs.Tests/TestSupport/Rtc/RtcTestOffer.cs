using Srs.Media.Protocols.Rtc.Dtls;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>Offers of a peer that sends or receives one picture, and sound: VP8 and PCMU.</summary>
internal static class RtcTestOffer
{
    public const byte Video = 96;
    public const byte VideoRetransmission = 97;
    public const byte Audio = 0;
    public const byte MidId = 4;
    public const byte TransportSequenceId = 3;
    public const uint VideoSsrc = 0x1001;
    public const uint VideoRetransmissionSsrc = 0x1002;
    public const uint AudioSsrc = 0x1003;

    /// <summary>Writes an offer.</summary>
    /// <param name="isPublisher">Whether it sends.</param>
    /// <param name="fragment">Its ICE user fragment.</param>
    /// <param name="setup">Its DTLS role: <c>actpass</c>, <c>active</c> or <c>passive</c>.</param>
    /// <param name="fingerprint">Of its certificate.</param>
    /// <param name="hasRtx">Whether lost packets come on a stream of their own.</param>
    public static string Write(bool isPublisher, string fragment, string setup, DtlsFingerprint fingerprint, bool hasRtx = true)
    {
        var direction = isPublisher ? "sendonly" : "recvonly";
        var transport = $"""
            c=IN IP4 0.0.0.0
            a=ice-ufrag:{fragment}
            a=ice-pwd:0123456789abcdef0123456789
            a=fingerprint:{fingerprint}
            a=setup:{setup}
            a=rtcp-mux
            a=extmap:{MidId} urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:{TransportSequenceId} http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a={direction}
            """;
        var rtx = hasRtx ? $"a=rtpmap:{VideoRetransmission} rtx/90000\na=fmtp:{VideoRetransmission} apt={Video}\n" : "";
        var videoSources = !isPublisher ? ""
            : hasRtx ? $"a=ssrc-group:FID {VideoSsrc} {VideoRetransmissionSsrc}\na=ssrc:{VideoSsrc} cname:test\na=ssrc:{VideoRetransmissionSsrc} cname:test\n"
            : $"a=ssrc:{VideoSsrc} cname:test\n";
        var audioSources = isPublisher ? $"a=ssrc:{AudioSsrc} cname:test\n" : "";
        var offer = $"""
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            m=audio 9 UDP/TLS/RTP/SAVPF {Audio}
            {transport}
            a=mid:0
            a=rtpmap:{Audio} PCMU/8000
            {audioSources}m=video 9 UDP/TLS/RTP/SAVPF {Video}{(hasRtx ? $" {VideoRetransmission}" : "")}
            {transport}
            a=mid:1
            a=rtpmap:{Video} VP8/90000
            a=rtcp-fb:{Video} nack
            a=rtcp-fb:{Video} nack pli
            a=rtcp-fb:{Video} transport-cc
            {rtx}{videoSources}
            """;
        return offer.TrimEnd().ReplaceLineEndings("\r\n") + "\r\n";
    }
}
