using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using static Srs.Tests.Protocols.Rtc.Sdp.SdpTestSupport;

namespace Srs.Tests.Protocols.Rtc.Sdp;

public sealed class RtcPlayAnswerTests
{
    public static TheoryData<string> PlayOffers => [.. Offers.Where(static name => !IsPublish(name))];

    [Theory]
    [MemberData(nameof(PlayOffers))]
    public void Answer_OfferOfEachPeer_GivesWhatItAsksFor(string name)
    {
        var agreement = RtcNegotiator.Answer(ReadOffer(name), PlayAll());

        Assert.NotEmpty(agreement.Accepted);
        Assert.All(agreement.Accepted, static media =>
        {
            Assert.Equal(RtcDirection.SendOnly, media.Direction);
            Assert.NotNull(media.Track);
        });
    }

    [Fact]
    public void Answer_Safari_HasSrssShapeAndOrder()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("safari-play"), Play(RtcEncoding.H264));

        var lines = agreement.Answer.Split("\r\n");
        Assert.Equal("s=SRSPlaySession", lines[2]);
        Assert.Equal(
            [
                "m=video 9 UDP/TLS/RTP/SAVPF 98 99", "c=IN IP4 0.0.0.0", "a=ice-ufrag:9v015h75", "a=ice-pwd:0123456789abcdef0123456789abcdef",
                "a=fingerprint:" + Fingerprint, "a=setup:passive", "a=mid:0",
                "a=extmap:4 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
                "a=extmap:5 http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
                "a=extmap:9 urn:ietf:params:rtp-hdrext:sdes:mid",
                "a=sendonly", "a=msid:livestream Video-0", "a=rtcp-mux", "a=rtcp-rsize", "a=rtpmap:98 H264/90000",
                "a=rtcp-fb:98 nack", "a=rtcp-fb:98 nack pli", "a=rtcp-fb:98 ccm fir", "a=rtcp-fb:98 transport-cc",
                "a=fmtp:98 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
                "a=rtpmap:99 rtx/90000", "a=fmtp:99 apt=98", "a=ssrc-group:FID 2000 2001",
                "a=ssrc:2000 cname:cname1", "a=ssrc:2000 msid:livestream Video-0", "a=ssrc:2000 mslabel:livestream", "a=ssrc:2000 label:Video-0",
                "a=ssrc:2001 cname:cname1", "a=ssrc:2001 msid:livestream Video-0", "a=ssrc:2001 mslabel:livestream", "a=ssrc:2001 label:Video-0",
                "a=candidate:1 1 udp 2130706431 127.0.0.1 8000 typ host generation 0", "a=end-of-candidates",
            ],
            lines.SkipWhile(static line => !line.StartsWith("m=video", StringComparison.Ordinal)).TakeWhile(static line => !line.StartsWith("m=audio", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("42c01e", "42e01f")]
    [InlineData("42001f", "42001f")]
    [InlineData("4d4028", "4d001f")]
    [InlineData("640028", "f4001f")]
    [InlineData("f4001f", "f4001f")]
    public void Answer_ProfileOfTheStream_PicksThePayloadTypeThatFitsBest(string stream, string expected)
    {
        Assert.True(H264ProfileLevelId.TryParse(stream, out var id));
        var rules = Play(Track(0, new RtcFormat(RtcEncoding.H264) { H264 = id }));

        var codec = RtcNegotiator.Answer(ReadOffer("chromium-play"), rules).Media[1].Codecs[0];

        Assert.Equal(expected, codec.Offered["profile-level-id"]);
        Assert.Equal(1, codec.PacketizationMode);
    }

    [Fact]
    public void Answer_CodecNotKnownYet_HasAllThatTheViewerTakes()
    {
        var safari = RtcNegotiator.Answer(ReadOffer("safari-play"), Play(RtcEncoding.H264, RtcEncoding.H265));
        var chromium = RtcNegotiator.Answer(ReadOffer("chromium-play"), Play(RtcEncoding.H264, RtcEncoding.H265));

        Assert.Equal([RtcEncoding.H264, RtcEncoding.H265], safari.Media[0].Codecs.Select(static codec => codec.Encoding));
        Assert.Contains("m=video 9 UDP/TLS/RTP/SAVPF 98 99 100 101\r\n", safari.Answer, StringComparison.Ordinal);
        Assert.Equal([RtcEncoding.H264], chromium.Media[1].Codecs.Select(static codec => codec.Encoding));
    }

    [Fact]
    public void Answer_TracksOfSeveralCodecs_GivesEachLineTheFirstThatItTakes()
    {
        var rules = Play(Track(0, RtcEncoding.Opus), Track(0, RtcEncoding.H265), Track(1, RtcEncoding.H264), Track(2, RtcEncoding.Vp8));

        Assert.Equal(0, RtcNegotiator.Answer(ReadOffer("safari-play"), rules).Media[0].Track!.Id);
        Assert.Equal(1, RtcNegotiator.Answer(ReadOffer("chromium-play"), rules).Media[1].Track!.Id);
        Assert.Equal([1, 2], RtcNegotiator.Answer(ReadOffer("chromium-play-two-videos"), rules).Media.Skip(1).Select(static media => media.Track!.Id));
    }

    [Fact]
    public void Answer_CodecWish_PicksTheTrackOfThatCodec()
    {
        var rules = Play(Track(0, RtcEncoding.Opus), Track(0, RtcEncoding.H264), Track(1, RtcEncoding.H265)) with
        {
            Wish = RtcCodecWish.Parse("hevc", vcodec: null, acodec: null),
        };

        Assert.Equal(1, RtcNegotiator.Answer(ReadOffer("safari-play"), rules).Media[0].Track!.Id);
        AssertRefused("chromium-play", rules, RtcErrorCode.RtcTrackCodec, "H264, H265");
    }

    [Fact]
    public void Answer_FewerTracksThanLines_LeavesTheRestInactive()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("chromium-play-two-videos"), Play(Track(0, RtcEncoding.Vp8)));

        Assert.Equal([true, false, true], agreement.Media.Select(static media => media.IsRejected));
        Assert.Equal([true, false, true], agreement.Media.Select(static media => media.IsInactive));
        Assert.Contains("a=group:BUNDLE 0 1 2\r\n", agreement.Answer, StringComparison.Ordinal);
        var answer = SdpReader.Read(agreement.Answer);
        Assert.All(answer.Media, static media => Assert.Equal(9, media.Port));
        Assert.Equal([true, false, true], answer.Media.Select(static media => media.Attributes.Has("inactive")));
        Assert.Equal([RtcEncoding.Vp8], agreement.Accepted.SelectMany(static media => media.Codecs).Select(static codec => codec.Encoding));
    }

    [Fact]
    public void Answer_AudioOnlyOffer_GetsAudioOnly()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("chromium-play-audio"), Play(RtcEncoding.H264));

        Assert.Equal(RtcEncoding.Opus, Assert.Single(agreement.Accepted).Codecs[0].Encoding);
    }

    [Fact]
    public void Answer_StereoTrack_SaysSo()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("chromium-play"), Play(Track(0, RtcEncoding.Opus) with { IsStereo = true }));

        Assert.Contains("a=fmtp:111 minptime=10;useinbandfec=1;sprop-stereo=1\r\n", agreement.Answer, StringComparison.Ordinal);
        Assert.Equal(new OpusWish(false, true, false, null, null), agreement.Media[0].Codecs[0].Opus);
    }

    [Fact]
    public void Answer_NothingFits_NamesBothSides()
    {
        AssertRefused("chromium-play-vp8", Play(RtcEncoding.H264), RtcErrorCode.RtcTrackCodec, "The stream's video is H264, and the player takes VP8, rtx only.");
        AssertRefused("chromium-play-pcmu", Play(RtcEncoding.H264), RtcErrorCode.RtcTrackCodec, "The stream's audio is opus, and the player takes PCMU, PCMA only.");
        AssertRefused("chromium-play-audio", Play(Track(0, RtcEncoding.H264)), RtcErrorCode.RtcSdpNegotiate, "There is nothing to play: The stream has nothing for the m-line 1 (audio).");
        AssertRefused("obs-publish", Play(RtcEncoding.H264), RtcErrorCode.RtcSdpNegotiate, "sendonly in an offer to play");
        AssertRefused(
            "chromium-play",
            Play(RtcEncoding.H264) with { Wish = RtcCodecWish.Parse(codec: null, "av1", acodec: null) },
            RtcErrorCode.RtcTrackCodec,
            "The request asks for AV1, and the stream's video is H264.");
    }

    [Fact]
    public void Answer_StoppedLineWithoutMid_StaysStopped()
    {
        var agreement = RtcNegotiator.Answer(ReadOffer("firefox-play"), Play(RtcEncoding.Vp8));

        Assert.Equal([true, false, false], agreement.Media.Select(static media => media.IsRejected));
        Assert.Equal("14dc37e7", agreement.RemoteIce.Ufrag);
    }

    [Theory]
    [InlineData("a=setup:actpass", RtcSetup.Active, "a=setup:active")]
    [InlineData("a=setup:active", RtcSetup.Passive, "a=setup:passive")]
    [InlineData("a=setup:passive", RtcSetup.Active, "a=setup:active")]
    [InlineData("a=x", RtcSetup.Passive, "a=setup:passive")]
    public void Answer_Setup_FollowsTheOfferThenTheRules(string line, RtcSetup expected, string answered)
    {
        var offer = ReadOffer("chromium-play").Replace("a=setup:actpass", line, StringComparison.Ordinal);

        var agreement = RtcNegotiator.Answer(offer, Play(RtcEncoding.H264) with { Setup = RtcSetup.Active });

        Assert.Equal(expected, agreement.Setup);
        Assert.Contains(answered + "\r\n", agreement.Answer, StringComparison.Ordinal);
    }

    private static void AssertRefused(string name, RtcAnswerRules rules, RtcErrorCode code, string reason)
    {
        var refusal = Assert.Throws<RtcNegotiationException>(() => RtcNegotiator.Answer(ReadOffer(name), rules));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(code, refusal.Code);
    }
}
