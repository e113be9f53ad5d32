using Microsoft.AspNetCore.Http;
using Srs.Media.Protocols.Rtc;
using Srs.Media.Protocols.Rtc.Sdp;
using Srs.Web.Endpoints;

namespace Srs.Tests.Web.Endpoints;

public sealed class RtcHttpTests
{
    private static readonly RtcIceParameters Ours = new("9v015h75", "0123456789abcdef0123456789abcdef");

    [Fact]
    public void Location_OfSession_IsAbsoluteInSrssWords()
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("https", new HostString("media.example.net", 8443));

        var url = new RtcSessionUrl("live", "a b&c", "9v015h75:uH/h+j=", "8un07ga84");

        Assert.Equal(
            "https://media.example.net:8443/rtc/v1/whip/?action=delete&token=8un07ga84&app=live&stream=a%20b%26c&session=9v015h75:uH%2Fh%2Bj%3D",
            url.ToAbsolute(request));
        Assert.True(url.IsToken("8un07ga84"));
        Assert.False(url.IsToken("8un07ga85"));
        Assert.False(url.IsToken(null));
    }

    [Theory]
    [InlineData(RtcErrorCode.RtcSdpDecode, 400)]
    [InlineData(RtcErrorCode.RtcInvalidSdp, 400)]
    [InlineData(RtcErrorCode.RtcTrackCodec, 400)]
    [InlineData(RtcErrorCode.RtcStreamBusy, 409)]
    [InlineData(RtcErrorCode.RtcNoSession, 404)]
    [InlineData(RtcErrorCode.RtcDisabled, 403)]
    public void Status_OfRefusal_IsThatOfItsCode(RtcErrorCode code, int expected) => Assert.Equal(expected, RtcHttp.GetStatus(code));

    [Fact]
    public void Error_Body_BeginsWithSrssLine() =>
        Assert.Equal("5043: RtcInvalidSdp\nThe request has no offer.\n", RtcHttp.WriteError(RtcErrorCode.RtcInvalidSdp, "The request has no offer."));

    [Theory]
    [InlineData(null, 428)]
    [InlineData("", 428)]
    [InlineData("\"9v015h75\"", null)]
    [InlineData("\"old\", \"9v015h75\"", null)]
    [InlineData("*", null)]
    [InlineData("\"old\"", 412)]
    [InlineData("W/\"9v015h75\"", 412)]
    [InlineData("9v015h75", 412)]
    public void IfMatch_OfPatch_IsChecked(string? header, int? expected) => Assert.Equal(expected, RtcHttp.CheckIfMatch(header, RtcHttp.GetTag(Ours)));

    [Theory]
    [InlineData(null, true)]
    [InlineData("application/sdp", true)]
    [InlineData("Application/SDP; charset=utf-8", true)]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("application/json", false)]
    [InlineData(";", false)]
    public void ContentType_OfOffer_IsTold(string? type, bool expected) => Assert.Equal(expected, RtcHttp.MayBeOffer(type));

    [Theory]
    [InlineData("application/trickle-ice-sdpfrag", true)]
    [InlineData("application/sdp", false)]
    [InlineData(null, false)]
    public void ContentType_OfFragment_IsTold(string? type, bool expected) => Assert.Equal(expected, RtcHttp.IsFragment(type));

    [Fact]
    public void Link_OfIceServer_HasCredentialsQuoted()
    {
        Assert.Equal("<stun:stun.example.net>; rel=\"ice-server\"", new RtcIceServer("stun:stun.example.net").ToLink());
        Assert.Equal(
            "<turn:turn.example.net?transport=udp>; rel=\"ice-server\"; username=\"us\\\"er\"; credential=\"a\\\\b\"; credential-type=\"password\"",
            new RtcIceServer("turn:turn.example.net?transport=udp", "us\"er", "a\\b").ToLink());
    }
}
