using System.Net;
using Srs.Tests.TestSupport;
using Srs.Tests.TestSupport.Rtc;

namespace Srs.Tests.Web.Endpoints;

/// <summary>WHIP and WHEP as RFC 9725 has them, point by point.</summary>
[Trait("Category", "Loopback")]
public sealed class RtcProtocolTests
{
    private const string Page = "https://pages.example";

    [Theory]
    [InlineData("whip/?app=live&stream=cam")]
    [InlineData("whip?app=live&stream=cam")]
    [InlineData("whep/?app=live&stream=cam")]
    [InlineData("whep?stream=cam")]
    [InlineData("whip-play/?stream=cam")]
    [InlineData("whip/?stream=cam&action=play")]
    public async Task Post_OnEitherPort_IsCreatedWithAllHeaders(string path)
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        var isPublish = path.StartsWith("whip", StringComparison.Ordinal) && !path.Contains("play", StringComparison.Ordinal);

        using var response = await RtcSignal.PostAsync(server.ApiPort, path, isPublish ? RtcSignal.PublishOffer : RtcSignal.PlayOffer);

        Assert.Equal((HttpStatusCode.Created, "application/sdp"), (response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.StartsWith($"http://127.0.0.1:{server.ApiPort}/rtc/v1/whip/?action=delete&token=", response.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Contains("&app=live&stream=cam&session=", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.False(response.Headers.ETag!.IsWeak);
        Assert.Equal("application/trickle-ice-sdpfrag", response.Headers.GetValues("Accept-Patch").Single());
        Assert.False(response.Headers.Contains("Link"));
        Assert.Equal(isPublish ? "rtc-publish" : "rtc-play", server.Sessions.Sessions.Single().Describe()?.Type);
    }

    [Theory]
    [InlineData("https", "media.example", "https://media.example/rtc/v1/whip/?")]
    [InlineData("https, http", "media.example:8443, inner", "https://media.example:8443/rtc/v1/whip/?")]
    [InlineData("https", null, "https://127.0.0.1:")]
    [InlineData("gopher", "bad host/", "http://127.0.0.1:")]
    [InlineData(null, null, "http://127.0.0.1:")]
    public async Task Location_BehindAProxy_IsWhereTheClientAsked(string? scheme, string? host, string expected)
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);

        using var response = await RtcSignal.PostAsync(server.HttpPort, "whip/", configure: request =>
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", scheme);
            request.Headers.TryAddWithoutValidation("X-Forwarded-Host", host);
        });

        Assert.StartsWith(expected, response.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    [Fact]
    public async Task IceServers_AreConfigured_AreLinked()
    {
        await using var server = await SrsTestServer.StartAsync(
        [
            .. RtcSignal.On, "Srs:RtcServer:IceServers:a:Urls=stun:stun.example turn:turn.example?transport=tcp",
            "Srs:RtcServer:IceServers:a:Username=u", "Srs:RtcServer:IceServers:a:Credential=p",
        ]);

        using var response = await RtcSignal.PostAsync(server.HttpPort, "whep/");

        Assert.Equal(
            ["<stun:stun.example>; rel=\"ice-server\"", "<turn:turn.example?transport=tcp>; rel=\"ice-server\"; username=\"u\"; credential=\"p\"; credential-type=\"password\""],
            response.Headers.GetValues("Link"));
    }

    [Theory]
    [InlineData("whip/", "POST, PATCH, DELETE, OPTIONS")]
    [InlineData("whep/", "POST, OPTIONS")]
    public async Task Options_OfAPage_SayWhatIsTaken(string path, string methods)
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        var uri = new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/{path}");

        using var response = await RtcSignal.SendAsync(HttpMethod.Options, uri, configure: static request =>
        {
            request.Headers.Add("Origin", Page);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type");
        });

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("application/sdp", response.Headers.GetValues("Accept-Post").Single());
        Assert.Equal(methods, string.Join(", ", response.Content.Headers.Allow));
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Contains("Authorization", response.Headers.GetValues("Access-Control-Allow-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("Location", response.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.Contains("Link", response.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "whip/", 405)]
    [InlineData("PUT", "whip/", 405)]
    [InlineData("DELETE", "whep/", 405)]
    [InlineData("PATCH", "whep/", 405)]
    [InlineData("GET", "nothing/", 404)]
    public async Task Method_IsNone_HasItsStatus(string method, string path, int status)
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);

        using var response = await RtcSignal.SendAsync(HttpMethod.Parse(method), new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/{path}"));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Body_IsOfAnotherType_IsToldWhichIsTaken()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        var uri = new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/whip/");

        using var json = await RtcSignal.SendAsync(HttpMethod.Post, uri, "{}", "application/json");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, json.StatusCode);
        Assert.Equal("application/sdp", json.Headers.GetValues("Accept-Post").Single());
        using var none = await RtcSignal.SendAsync(HttpMethod.Post, uri, RtcSignal.PublishOffer, "");
        Assert.Equal(HttpStatusCode.Created, none.StatusCode);
    }

    [Fact]
    public async Task Body_IsTooLong_IsRefused()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);

        using var response = await RtcSignal.PostAsync(server.HttpPort, "whip/", RtcSignal.PublishOffer + new string('x', 300_000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Contains("longer than", await RtcSignal.ReadAsync(response), StringComparison.Ordinal);
        Assert.Empty(server.Sessions.Sessions);
    }

    [Theory]
    [InlineData("whip/?codec=h266", 400, "5023: RtcInvalidParams\ncodec=h266 names no codec; use one of h264, hevc, vp8, vp9, av1")]
    [InlineData("whip/?ice-ufrag=ab", 400, "5037: RtcInvalidIce")]
    [InlineData("whip/?app=li%0Ave", 403, "2055: RtmpIdentify")]
    [InlineData("whip/?stream=", 403, "2051: StreamNameEmpty")]
    [InlineData("whip/?vhost=off.example", 403, "2014: NoVhost")]
    [InlineData("whip/?vhost=nortc.example", 403, "5021: RtcDisabled")]
    [InlineData("whip/?encrypt=false", 403, "5023: RtcInvalidParams")]
    [InlineData("whip/?dtls=false", 403, "5023: RtcInvalidParams")]
    public async Task Query_IsRefused_SaysWhy(string path, int status, string reason)
    {
        await using var server = await SrsTestServer.StartAsync(
            [.. RtcSignal.On, "Srs:Vhosts:off.example:Enabled=false", "Srs:Vhosts:nortc.example:Rtc:Enabled=false"]);

        using var response = await RtcSignal.PostAsync(server.HttpPort, path);

        Assert.Equal((status, "text/plain; charset=utf-8"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.StartsWith(reason, await RtcSignal.ReadAsync(response), StringComparison.Ordinal);
        Assert.Empty(server.Sessions.Sessions);
    }

    [Fact]
    public async Task Codecs_AreUnknown_NamesWhatIsSupported()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        var offer = RtcSignal.PublishOffer.Replace("opus/48000/2", "speex/16000", StringComparison.Ordinal);

        using var response = await RtcSignal.PostAsync(server.HttpPort, "whip/?acodec=opus", offer);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("opus", await RtcSignal.ReadAsync(response), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Query_OfTransport_IsInTheAnswer()
    {
        await using var server = await SrsTestServer.StartAsync([.. RtcSignal.On, "Srs:Vhosts:a.example:Enabled=true"]);
        const string Password = "0123456789abcdefghijklmn";

        using var response = await RtcSignal.PostAsync(
            server.HttpPort, $"whip/?app=a/b&stream=s&vhost=a.example&eip=203.0.113.7:18000&vcodec=vp9&acodec=pcmu&ice-ufrag=mine1234&ice-pwd={Password}&encrypt=true&dtls=true&tid=1");

        var answer = await RtcSignal.ReadAsync(response);
        Assert.Contains("a=ice-ufrag:mine1234\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"a=ice-pwd:{Password}\r\n", answer, StringComparison.Ordinal);
        Assert.Contains(" 203.0.113.7 18000 typ host", answer, StringComparison.Ordinal);
        Assert.Contains("VP9/90000", answer, StringComparison.Ordinal);
        Assert.Contains("PCMU/8000", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("H264", answer, StringComparison.Ordinal);
        Assert.Equal("a.example/a/b/s", server.Sessions.Sessions.Single().Describe()?.Stream.ToString());
        using var candidate = await RtcSignal.PostAsync(server.HttpPort, "whip/?candidate=203.0.113.8&codec=av1");
        var second = await RtcSignal.ReadAsync(candidate);
        Assert.Contains(" 203.0.113.8 ", second, StringComparison.Ordinal);
        Assert.Contains("AV1/90000", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Patch_UnderOtherTagOrOfOtherType_IsRefused()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        using var first = await RtcSignal.PostAsync(server.HttpPort, "whip/");
        var location = first.Headers.Location!;
        const string Fragment = "a=candidate:1 1 udp 2130706431 192.0.2.9 50000 typ host\r\n";

        Assert.Equal(412, await PatchAsync(location, "\"other\"", Fragment));
        Assert.Equal(428, await PatchAsync(location, null, Fragment));
        Assert.Equal(415, await PatchAsync(location, first.Headers.ETag!.ToString(), Fragment, "application/sdp"));
        Assert.Equal(404, await PatchAsync(new Uri(location.OriginalString.Replace("token=", "token=x", StringComparison.Ordinal)), first.Headers.ETag.ToString(), Fragment));
        Assert.Equal(413, await PatchAsync(location, first.Headers.ETag.ToString(), new string('x', 300_000)));
        Assert.Equal(400, await PatchAsync(location, first.Headers.ETag.ToString(), "a=ice-ufrag:abcd\r\na=ice-pwd:short\r\n"));
        Assert.Equal(204, await PatchAsync(location, first.Headers.ETag.ToString(), Fragment + "a=end-of-candidates\r\n"));
        Assert.Single(server.Sessions.Sessions);
    }

    [Fact]
    public async Task Delete_ByBeaconAndOfWhatIsGone_Ends()
    {
        await using var server = await SrsTestServer.StartAsync(RtcSignal.On);
        using var first = await RtcSignal.PostAsync(server.HttpPort, "whep/?stream=cam");
        var location = first.Headers.Location!;

        using var beacon = await RtcSignal.SendAsync(HttpMethod.Post, location, "", "text/plain");
        Assert.Equal(HttpStatusCode.OK, beacon.StatusCode);
        await Wait.UntilAsync(() => server.Sessions.Count == 0, "the session's end");

        using var again = await RtcSignal.SendAsync(HttpMethod.Delete, location);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Page_OfAnotherSite_MayPlayButNotPublish()
    {
        await using var server = await SrsTestServer.StartAsync([.. RtcSignal.On, "Srs:Vhosts:locked.example:Auth:Publish=true", "Srs:Vhosts:locked.example:Auth:Keys:cam:Type=key", "Srs:Vhosts:locked.example:Auth:Keys:cam:Key=streamkey1"]);
        static void FromPage(HttpRequestMessage request) => request.Headers.Add("Origin", Page);

        using var play = await RtcSignal.PostAsync(server.HttpPort, "whep/", configure: FromPage);
        Assert.Equal((HttpStatusCode.Created, "*"), (play.StatusCode, play.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        using var publish = await RtcSignal.PostAsync(server.HttpPort, "whip/", configure: FromPage);
        Assert.Equal((HttpStatusCode.Forbidden, "*"), (publish.StatusCode, publish.Headers.GetValues("Access-Control-Allow-Origin").Single()));

        // Where everybody has to show a credential, a page that has one may.
        using var withKey = await RtcSignal.PostAsync(server.HttpPort, "whip/?vhost=locked.example&key=streamkey1", configure: FromPage);
        Assert.Equal(HttpStatusCode.Created, withKey.StatusCode);
        using var without = await RtcSignal.PostAsync(server.HttpPort, "whip/?vhost=locked.example", configure: FromPage);
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.StartsWith("Bearer", without.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    private static async Task<int> PatchAsync(Uri location, string? tag, string fragment, string type = "application/trickle-ice-sdpfrag")
    {
        using var response = await RtcSignal.SendAsync(HttpMethod.Patch, location, fragment, type, request =>
        {
            if (tag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-Match", tag);
            }
        });
        return (int)response.StatusCode;
    }
}
