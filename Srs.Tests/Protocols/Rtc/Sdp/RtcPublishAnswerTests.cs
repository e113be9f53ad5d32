using Srs.Media.Frames;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using static Srs.Tests.Protocols.Rtc.Sdp.SdpTestSupport;

namespace Srs.Tests.Protocols.Rtc.Sdp;

public sealed class RtcPublishAnswerTests
{
    private static readonly string[] VideoNames = ["h264", "vp8", "vp9", "av1"];

    public static TheoryData<string> PublishOffers => [.. Offers.Where(IsPublish)];

    [Theory]
    [MemberData(nameof(PublishOffers))]
    public void Answer_OfferOfEachPeer_TakesAllItsMedia(string name)
    {
        var agreement = RtcNegotiator.Answer(ReadOffer(name), Publish());

        Assert.NotEmpty(agreement.Accepted);
        Assert.All(agreement.Media, static media => Assert.Equal(media.Kind is MediaKind.Data, media.IsRejected));
        Assert.All(agreement.Accepted, static media =>
        {
            Assert.Single(media.Codecs);
            Assert.Equal(RtcDirection.ReceiveOnly, media.Direction);
            Assert.InRange(media.Sources.Count, 0, 1);
        });
        Assert.Equal(RtcSetup.Passive, agreement.Setup);
        Assert.Equal("sha-256", Assert.Single(agreement.RemoteFingerprints).Algorithm);
    }

    [Fact]
    public void Answer_Obs_HasSrssShapeAndOrder()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("obs-publish"), Publish());

        Assert.Equal(
            """
            v=0
            o=SRS 42 2 IN IP4 0.0.0.0
            s=SRSPublishSession
            t=0 0
            a=ice-lite
            a=group:BUNDLE 0 1
            a=msid-semantic: WMS live/livestream
            m=audio 9 UDP/TLS/RTP/SAVPF 111
            c=IN IP4 0.0.0.0
            a=ice-ufrag:9v015h75
            a=ice-pwd:0123456789abcdef0123456789abcdef
            a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F
            a=setup:passive
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;maxaveragebitrate=96000;useinbandfec=1;stereo=1
            a=candidate:1 1 udp 2130706431 127.0.0.1 8000 typ host generation 0
            a=end-of-candidates
            m=video 9 UDP/TLS/RTP/SAVPF 96
            c=IN IP4 0.0.0.0
            a=ice-ufrag:9v015h75
            a=ice-pwd:0123456789abcdef0123456789abcdef
            a=fingerprint:sha-256 00:01:02:03:04:05:06:07:08:09:0A:0B:0C:0D:0E:0F:10:11:12:13:14:15:16:17:18:19:1A:1B:1C:1D:1E:1F
            a=setup:passive
            a=mid:1
            a=recvonly
            a=rtcp-mux
            a=rtpmap:96 H264/90000
            a=rtcp-fb:96 nack
            a=rtcp-fb:96 nack pli
            a=fmtp:96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1
            a=candidate:1 1 udp 2130706431 127.0.0.1 8000 typ host generation 0
            a=end-of-candidates

            """.ReplaceLineEndings("\r\n"),
            agreement.Answer);
        Assert.Equal(new RtcIceParameters("oBs1", "obsObsObsObsObsObs22ch"), agreement.RemoteIce);
        Assert.Equal(["candidate:1 1 UDP 2122317823 192.0.2.10 57249 typ host"], agreement.RemoteCandidates);
        Assert.True(agreement.EndOfCandidates);
        Assert.Equal([3388068600u, 3388068601u], agreement.Media.Select(static media => Assert.Single(media.Sources).Ssrc));
        Assert.True(agreement.Media[0].Codecs[0].Opus.IsStereo);
        Assert.Equal(96000, agreement.Media[0].Codecs[0].Opus.MaxAverageBitrate);
    }

    [Fact]
    public void Answer_Chromium_TakesConstrainedBaselineWithRtxAndExtensions()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("chromium-publish"), Publish());

        var video = agreement.Media[1];
        var codec = Assert.Single(video.Codecs);
        Assert.Equal((RtcEncoding.H264, 108, (byte?)109, 90_000, 1), (codec.Encoding, codec.PayloadType, codec.RtxPayloadType, codec.ClockRate, codec.PacketizationMode));
        Assert.Equal("42e01f", codec.Offered["profile-level-id"]);
        Assert.Equal(RtcFeedback.Nack | RtcFeedback.PictureLoss | RtcFeedback.FullIntra | RtcFeedback.TransportWide, codec.Feedback);
        Assert.NotEqual(0, video.Extensions[RtcHeaderExtension.TransportWideCc]);
        Assert.NotEqual(0, video.Extensions[RtcHeaderExtension.PlayoutDelay]);
        Assert.Equal(0, video.Extensions[RtcHeaderExtension.AudioLevel] + video.Extensions[RtcHeaderExtension.Rid] + video.Extensions[RtcHeaderExtension.AbsSendTime]);
        var source = Assert.Single(video.Sources);
        Assert.Equal((185328915u, (uint?)3136708729u), (source.Ssrc, source.RtxSsrc));
        Assert.NotEqual(0, agreement.Media[0].Extensions[RtcHeaderExtension.AudioLevel]);
        Assert.Equal((RtcEncoding.Opus, 2), (agreement.Media[0].Codecs[0].Encoding, agreement.Media[0].Codecs[0].Channels));
    }

    [Fact]
    public void Answer_SwitchesOff_LeaveOutWhatTheyName()
    {
        var rules = Publish() with { Nack = false, Twcc = false, Remb = true };

        var video = RtcNegotiator.Answer(ReadOffer("chromium-publish"), rules).Media[1];

        Assert.Null(video.Codecs[0].RtxPayloadType);
        Assert.Equal(RtcFeedback.PictureLoss | RtcFeedback.FullIntra | RtcFeedback.Remb, video.Codecs[0].Feedback);
        Assert.Equal(0, video.Extensions[RtcHeaderExtension.TransportWideCc]);
        Assert.NotEqual(0, video.Extensions[RtcHeaderExtension.AbsSendTime]);
    }

    [Theory]
    [InlineData("h264", RtcEncoding.H264)]
    [InlineData("vp8", RtcEncoding.Vp8)]
    [InlineData("vp9", RtcEncoding.Vp9)]
    [InlineData("av1", RtcEncoding.Av1)]
    public void Answer_CodecWish_IsFollowed(string codec, RtcEncoding expected)
    {
        var rules = Publish() with { Wish = RtcCodecWish.Parse(codec, vcodec: null, acodec: "pcmu") };

        var agreement = RtcNegotiator.Answer(ReadOffer("chromium-publish"), rules);

        Assert.Equal([RtcEncoding.Pcmu, expected], agreement.Media.Select(static media => media.Codecs[0].Encoding));
    }

    [Fact]
    public void Answer_OfferOfOneVideoCodec_TakesIt()
    {
        var taken = VideoNames.Select(static name => RtcNegotiator.Answer(ReadOffer($"chromium-publish-{name}"), Publish()).Media[1].Codecs[0].Encoding);

        Assert.Equal([RtcEncoding.H264, RtcEncoding.Vp8, RtcEncoding.Vp9, RtcEncoding.Av1], taken);
    }

    [Fact]
    public void Answer_Simulcast_TakesAsManyLayersAsRulesSay()
    {
        var offer = ReadOffer("chromium-publish-simulcast");

        var all = RtcNegotiator.Answer(offer, Publish() with { MaxLayers = 3 });
        var one = RtcNegotiator.Answer(offer, Publish());

        Assert.Equal(["q", "h", "f"], all.Media[1].Layers);
        Assert.NotEqual(0, all.Media[1].Extensions[RtcHeaderExtension.Rid]);
        Assert.Contains("a=rid:h recv\r\na=rid:f recv\r\na=simulcast:recv q;h;f\r\n", all.Answer, StringComparison.Ordinal);
        Assert.Empty(one.Media[1].Layers);
        Assert.DoesNotContain("simulcast", one.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_OpusRules_OverrideTheOffer()
    {
        var rules = Publish() with { Opus = new OpusRules { Stereo = false, InbandFec = false, Dtx = true } };

        var agreement = RtcNegotiator.Answer(ReadOffer("obs-publish"), rules);

        Assert.Equal("minptime=10;maxaveragebitrate=96000;usedtx=1", agreement.Media[0].Codecs[0].Answered.ToString());
    }

    [Fact]
    public void Answer_DataChannel_IsLeftOutUnlessStrict()
    {
        var offer = ReadOffer("chromium-publish-data");

        var agreement = RtcNegotiator.Answer(offer, Publish());

        Assert.True(agreement.Media[2].IsRejected);
        Assert.Contains("a=group:BUNDLE 0 1\r\n", agreement.Answer, StringComparison.Ordinal);
        Assert.Contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n", agreement.Answer, StringComparison.Ordinal);
        Assert.EndsWith("a=setup:passive\r\na=mid:2\r\na=inactive\r\n", agreement.Answer, StringComparison.Ordinal);
        AssertRefused(offer, Publish() with { IsStrict = true }, RtcErrorCode.RtcSdpNegotiate, "neither audio nor video");
    }

    [Fact]
    public void Answer_LeaderOfTheBundleLeftOut_TakesItsTransport()
    {
        const string Audio = "m=audio 9 UDP/TLS/RTP/SAVPF 0\na=mid:1\na=bundle-only\na=rtcp-mux\n";
        const string Transport = "a=ice-ufrag:lead\na=ice-pwd:leadleadleadleadleadle\na=fingerprint:" + Fingerprint + "\na=setup:passive\n";
        var offer = "v=0\na=group:BUNDLE 0 1\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:0\n" + Transport + Audio.Replace("audio 9", "audio 0", StringComparison.Ordinal);

        var agreement = RtcNegotiator.Answer(offer, Publish());

        Assert.Equal("lead", agreement.RemoteIce.Ufrag);
        Assert.Equal(RtcSetup.Active, agreement.Setup);
        Assert.Equal(RtcEncoding.Pcmu, agreement.Media[1].Codecs[0].Encoding);
        Assert.Contains("a=setup:active\r\n", agreement.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a=group:BUNDLE 0 1\r\n", "", RtcErrorCode.RtcSdpNegotiate, "a=group:BUNDLE")]
    [InlineData("a=rtcp-mux\r\n", "", RtcErrorCode.RtcSdpNegotiate, "a=rtcp-mux")]
    [InlineData("H264/90000", "H263/90000", RtcErrorCode.RtcTrackCodec, "it offers H263; this server takes H264, H265, AV1, VP9, VP8")]
    [InlineData("opus/48000/2", "speex/16000", RtcErrorCode.RtcTrackCodec, "it offers speex; this server takes opus, PCMU, PCMA, G722")]
    [InlineData("a=sendonly", "a=recvonly", RtcErrorCode.RtcSdpNegotiate, "recvonly in an offer to publish")]
    [InlineData("a=sendonly", "a=inactive", RtcErrorCode.RtcSdpNegotiate, "off in the offer")]
    [InlineData("UDP/TLS/RTP/SAVPF", "RTP/AVP", RtcErrorCode.RtcSdpNegotiate, "RTP/AVP; only UDP/TLS/RTP/SAVPF")]
    [InlineData("a=ice-ufrag:oBs1\r\n", "", RtcErrorCode.RtcInvalidIce, "a=ice-ufrag")]
    [InlineData("a=ice-pwd:obs", "a=ice-pwd:", RtcErrorCode.RtcInvalidIce, "22 to 256")]
    [InlineData("a=setup:actpass", "a=ice-lite\r\na=setup:actpass", RtcErrorCode.RtcInvalidIce, "ice-lite")]
    [InlineData("a=setup:actpass", "a=setup:holdconn", RtcErrorCode.RtcSdpNegotiate, "a=setup:holdconn")]
    [InlineData("sha-256 4E", "md5 4E", RtcErrorCode.RtcSdpNegotiate, "a=fingerprint")]
    [InlineData("sha-256 4E:", "sha-256 ", RtcErrorCode.RtcSdpNegotiate, "a=fingerprint")]
    [InlineData("a=mid:1", "a=mid:0", RtcErrorCode.RtcSdpNegotiate, "a=mid:0")]
    [InlineData("a=mid:1", "a=mid:12345678901234567", RtcErrorCode.RtcSdpNegotiate, "a=mid:")]
    [InlineData("v=0", "v=2", RtcErrorCode.RtcSdpDecode, "v=0")]
    public void Answer_ObsOfferBroken_RefusesAndSaysWhy(string text, string replacement, RtcErrorCode code, string reason) =>
        AssertRefused(ReadOffer("obs-publish").Replace(text, replacement, StringComparison.Ordinal), Publish(), code, reason);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n")]
    public void Answer_NoOffer_Refuses(string offer) => AssertRefused(offer, Publish(), RtcErrorCode.RtcInvalidSdp, "no offer");

    [Fact]
    public void Answer_WishNotOffered_NamesBoth() =>
        AssertRefused(
            ReadOffer("obs-publish"),
            Publish() with { Wish = RtcCodecWish.Parse("av1", vcodec: null, acodec: null) },
            RtcErrorCode.RtcTrackCodec,
            "it offers H264; the request asks for AV1 only, and this server takes H264");

    [Fact]
    public void Answer_OneMediumWithoutBundleAndMid_IsTakenUnlessStrict()
    {
        const string Offer = "v=0\na=ice-ufrag:abcd\na=ice-pwd:0123456789012345678901\na=fingerprint:" + Fingerprint + "\nm=audio 9 UDP/TLS/RTP/SAVPF 0\na=rtcp-mux\n";

        var agreement = RtcNegotiator.Answer(Offer, Publish());

        Assert.Equal("", Assert.Single(agreement.Media).Mid);
        Assert.DoesNotContain("BUNDLE", agreement.Answer, StringComparison.Ordinal);
        Assert.DoesNotContain("a=mid", agreement.Answer, StringComparison.Ordinal);
        AssertRefused(Offer, Publish() with { IsStrict = true }, RtcErrorCode.RtcSdpNegotiate, "BUNDLE");
    }

    [Fact]
    public void Answer_SeveralFingerprints_TakesTheStrongestHash()
    {
        var weak = "a=fingerprint:sha-1 " + string.Join(':', Enumerable.Repeat("aa", 20)) + "\r\na=fingerprint:";
        var offer = ReadOffer("obs-publish").Replace("a=fingerprint:", weak, StringComparison.Ordinal);

        Assert.Equal("sha-256", Assert.Single(RtcNegotiator.Answer(offer, Publish()).RemoteFingerprints).Algorithm);
    }

    private static void AssertRefused(string offer, RtcAnswerRules rules, RtcErrorCode code, string reason)
    {
        var refusal = Assert.Throws<RtcNegotiationException>(() => RtcNegotiator.Answer(offer, rules));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(code, refusal.Code);
    }
}
