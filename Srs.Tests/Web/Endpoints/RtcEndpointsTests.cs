using System.Net;
using System.Text;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

public sealed class RtcEndpointsTests
{
    private static readonly string[] On =
    [
        "Srs:RtcServer:Enabled=true",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Offer => Encoding.UTF8.GetString(TestVectors.Read("sdp/chromium-publish.sdp"));

    [Fact]
    public async Task Offer_ToPublish_GetsAnswerLocationAndTag()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        using var http = new HttpClient();

        using var response = await PostAsync(http, server, "whip/?app=live&stream=cam&token=x", Offer);

        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("application/sdp", response.Content.Headers.ContentType?.ToString());
        Assert.StartsWith($"http://127.0.0.1:{server.HttpPort}/rtc/v1/whip/?action=delete&token=", response.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.ETag);
        Assert.Contains("a=ice-lite\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("a=setup:passive\r\n", answer, StringComparison.Ordinal);
        var session = Assert.Single(server.Sessions.Sessions);
        Assert.Equal("rtc-publish", session.Describe()?.Type);
    }

    [Theory]
    [InlineData("", "5043: RtcInvalidSdp")]
    [InlineData("v=nonsense", "5012: RtcSdpDecode")]
    public async Task Offer_Broken_IsRefusedInSrssWords(string offer, string line)
    {
        await using var server = await SrsTestServer.StartAsync(On);
        using var http = new HttpClient();

        using var response = await PostAsync(http, server, "whip/?app=live&stream=cam", offer);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(line, await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(server.Sessions.Sessions);
    }

    [Fact]
    public async Task Offer_StreamIsTaken_IsAConflict()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        using var http = new HttpClient();
        using var first = await PostAsync(http, server, "whip/?app=live&stream=cam", Offer);

        using var second = await PostAsync(http, server, "whip/?app=live&stream=cam", Offer);

        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Single(server.Sessions.Sessions);
    }

    [Fact]
    public async Task Offer_SwitchedOff_SaysWhichSetting()
    {
        await using var server = await SrsTestServer.StartAsync("Srs:RtcServer:Enabled=false");
        using var http = new HttpClient();

        using var response = await PostAsync(http, server, "whip/?app=live&stream=cam", Offer);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("RtcServer:Enabled", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_WithTheToken_EndsTheSessionAndFreesTheStream()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        using var http = new HttpClient();
        using var first = await PostAsync(http, server, "whip/?app=live&stream=cam", Offer);
        var location = first.Headers.Location!.OriginalString;

        using var stranger = await http.DeleteAsync(new Uri(location.Replace("token=", "token=x", StringComparison.Ordinal)), Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, stranger.StatusCode);
        Assert.Single(server.Sessions.Sessions);

        using var owner = await http.DeleteAsync(new Uri(location), Cancel);
        Assert.Equal(HttpStatusCode.OK, owner.StatusCode);
        await Wait.UntilAsync(() => server.Sessions.Sessions.IsEmpty, "the session's end");
        using var again = await PostAsync(http, server, "whip/?app=live&stream=cam", Offer);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
    }

    [Fact]
    public async Task Patch_CandidatesAndRestart_AreTakenUnderTheTag()
    {
        await using var server = await SrsTestServer.StartAsync(On);
        using var http = new HttpClient();
        using var first = await PostAsync(http, server, "whip/?app=live&stream=cam", Offer);
        var location = new Uri(first.Headers.Location!.OriginalString);

        using var without = await PatchAsync(http, location, null, "a=candidate:1 1 udp 2130706431 192.0.2.9 50000 typ host\r\n");
        Assert.Equal(HttpStatusCode.PreconditionRequired, without.StatusCode);

        using var candidates = await PatchAsync(http, location, first.Headers.ETag!.ToString(), "a=candidate:1 1 udp 2130706431 192.0.2.9 50000 typ host\r\n");
        Assert.Equal(HttpStatusCode.NoContent, candidates.StatusCode);

        using var restart = await PatchAsync(http, location, "*", "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefghijklmnopqrstuvwx\r\n");
        Assert.Equal(HttpStatusCode.OK, restart.StatusCode);
        Assert.NotEqual(first.Headers.ETag, restart.Headers.ETag);
        Assert.Contains("a=ice-ufrag:", await restart.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, SrsTestServer server, string path, string offer)
    {
        var content = new StringContent(offer, Encoding.UTF8, "application/sdp");
        return http.PostAsync(new Uri($"http://127.0.0.1:{server.HttpPort}/rtc/v1/{path}"), content, Cancel);
    }

    private static async Task<HttpResponseMessage> PatchAsync(HttpClient http, Uri location, string? tag, string fragment)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, location) { Content = new StringContent(fragment, Encoding.UTF8, "application/trickle-ice-sdpfrag") };
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return await http.SendAsync(request, Cancel);
    }
}
