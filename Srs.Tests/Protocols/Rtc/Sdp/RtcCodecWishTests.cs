using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;

namespace Srs.Tests.Protocols.Rtc.Sdp;

public sealed class RtcCodecWishTests
{
    [Theory]
    [InlineData(null, null, null, null, null)]
    [InlineData("", "", "", null, null)]
    [InlineData("hevc", null, null, null, RtcEncoding.H265)]
    [InlineData("AV1", null, "PCMA", RtcEncoding.Pcma, RtcEncoding.Av1)]
    [InlineData("av1", "vp9", "opus", RtcEncoding.Opus, RtcEncoding.Vp9)]
    [InlineData("pcmu", null, null, RtcEncoding.Pcmu, null)]
    [InlineData(null, "h265", "g722", RtcEncoding.G722, RtcEncoding.H265)]
    public void Parse_Names_GivesCodecs(string? codec, string? vcodec, string? acodec, RtcEncoding? audio, RtcEncoding? video) =>
        Assert.Equal(new RtcCodecWish(audio, video), RtcCodecWish.Parse(codec, vcodec, acodec));

    [Theory]
    [InlineData("theora", null, null, "codec=theora names no codec; use one of h264, hevc, vp8, vp9, av1, opus, pcmu, pcma, g722.")]
    [InlineData(null, "opus", null, "vcodec=opus names no codec; use one of h264, hevc, vp8, vp9, av1.")]
    [InlineData(null, null, "h264\r\n", "acodec=h264?? names no codec; use one of opus, pcmu, pcma, g722.")]
    public void Parse_OtherName_NamesTheChoice(string? codec, string? vcodec, string? acodec, string message)
    {
        var refusal = Assert.Throws<RtcNegotiationException>(() => RtcCodecWish.Parse(codec, vcodec, acodec));

        Assert.Equal(message, refusal.Message);
        Assert.Equal(RtcErrorCode.RtcInvalidParams, refusal.Code);
    }
}
