using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Srs.Media.Access;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Access;

/// <summary>Refusals and ends as clients of each protocol see them.</summary>
[Trait("Category", "Loopback")]
public sealed class AccessTests
{
    private const string Vhost = "Srs:DefaultVhost";

    private static readonly string[] Tokens =
    [
        $"{Vhost}:Auth:Publish=true", $"{Vhost}:Auth:Play=true", $"{Vhost}:Auth:Keys:hs:Type=hs256", $"{Vhost}:Auth:Keys:hs:Key={TestTokens.Secret}",
        $"{Vhost}:Auth:Keys:cam:Type=key", $"{Vhost}:Auth:Keys:cam:Key=streamkey1", $"{Vhost}:Auth:Keys:cam:Actions=publish",
    ];

    [Fact]
    public async Task Rtmp_WrongOrNoKey_IsToldWhy()
    {
        await using var server = await SrsTestServer.StartAsync(Tokens);

        Assert.Contains("needs a key (?key=...)", await RefusalAsync(server, "publish", "livestream", "NetStream.Publish.BadName"), StringComparison.Ordinal);
        Assert.Contains("The key is wrong", await RefusalAsync(server, "publish", "livestream?key=wrong", "NetStream.Publish.BadName"), StringComparison.Ordinal);
        Assert.Contains("The token has expired", await RefusalAsync(server, "play", $"livestream?token={Token(-1)}", "NetStream.Play.Failed"), StringComparison.Ordinal);
        Assert.Contains("2015", await RefusalAsync(server, "play", "livestream?key=streamkey1", "NetStream.Play.Failed"), StringComparison.Ordinal);

        await using var good = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await good.PublishAsync("livestream?key=streamkey1");
    }

    [Fact]
    public async Task Http_Refusals_HaveTheirStatus()
    {
        await using var server = await SrsTestServer.StartAsync([.. Tokens, $"{Vhost}:Limits:ViewersPerStream=1"]);
        await using var publisher = await PublishAsync(server);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };

        using var none = await GetAsync(http, "/live/livestream.flv");
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("Bearer realm=\"stream\"", none.Headers.WwwAuthenticate.ToString());
        using var wrong = await GetAsync(http, "/live/livestream.flv?token=a.b.c");
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal("Bearer realm=\"stream\", error=\"invalid_token\"", wrong.Headers.WwwAuthenticate.ToString());
        using var other = await GetAsync(http, $"/live/other.flv?token={Token(60)}");
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        using var post = await http.PostAsync("/live/posted.flv", new ByteArrayContent([1]), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Unauthorized, post.StatusCode);

        using var first = await GetAsync(http, $"/live/livestream.flv?token={Token(60)}");
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var second = await GetAsync(http, "/live/livestream.flv", Token(60));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Contains("limit of 1", await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_TokenInTheHeader_IsTaken()
    {
        await using var server = await SrsTestServer.StartAsync(Tokens);
        await using var publisher = await PublishAsync(server);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };

        using var response = await GetAsync(http, "/live/livestream.flv", Token(60));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Security_DeniedAddress_IsRefusedEverywhere()
    {
        await using var server = await SrsTestServer.StartAsync(
            $"{Vhost}:Security:Enabled=true", $"{Vhost}:Security:Rules=allow publish 127.0.0.0/8; deny play 127.0.0.1; allow play all");
        await using var publisher = await PublishAsync(server, "livestream");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };

        Assert.Contains("(code 1053)", await RefusalAsync(server, "play", "livestream", "NetStream.Play.Failed"), StringComparison.Ordinal);
        using var response = await GetAsync(http, "/live/livestream.flv");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("(code 1053)", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var socket = await RawHttp.UpgradeAsync(server.HttpPort, "/live/livestream.flv");
        await using (socket)
        {
            Assert.StartsWith("HTTP/1.1 403", await socket.ReadHeadAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task TokenExpires_RunningSessionsOfBothProtocols_End()
    {
        await using var server = await SrsTestServer.StartAsync(Tokens);
        await using var publisher = await PublishAsync(server);
        await using var rtmp = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await rtmp.PlayAsync($"livestream?token={Token(3)}");
        await using var flv = await FlvTestClient.GetAsync(server.HttpPort, $"/live/livestream.flv?token={Token(3)}");
        Assert.Equal(HttpStatusCode.OK, flv.Response.StatusCode);

        var words = await rtmp.ReadStatusAsync("NetStream.Play.Failed");
        Assert.Equal("The credential has expired.", words.Command!.Argument(0)["description"].AsString());
        await rtmp.ReadToEndAsync().WithinLimitAsync();
        Assert.True(rtmp.EndedWhole);
        await flv.ReadToEndAsync().WithinLimitAsync();

        await server.Log.WaitForAsync("ended: AccessExpired");
        await Wait.UntilAsync(() => server.Get<AccessGrants>().Count == 1, "the viewers to be gone");
        Assert.NotNull(server.Describe("livestream")!.PublisherId);
    }

    [Fact]
    public async Task Revoke_KeyOfARunningPublisher_EndsIt()
    {
        await using var server = await SrsTestServer.StartAsync(Tokens);
        await using var publisher = await PublishAsync(server);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.ApiPort}") };
        using var content = new StringContent("""{"key":"cam","stream":"live/livestream"}""", Encoding.UTF8, "application/json");

        using var response = await http.PostAsync("/api/v1/revocations/", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var words = await publisher.ReadStatusAsync("NetStream.Publish.BadName");
        Assert.Equal("Access has been revoked.", words.Command!.Argument(0)["description"].AsString());
        await publisher.ReadToEndAsync().WithinLimitAsync();
        await server.Log.WaitForAsync("ended: AccessRevoked");
        Assert.Contains("revoked", await RefusalAsync(server, "publish", "livestream?key=streamkey1", "NetStream.Publish.BadName"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_TokenExpires_IsAnswered403()
    {
        await using var server = await SrsTestServer.StartAsync(Tokens);
        await using var http = await RawHttp.PostAsync(server.HttpPort, $"/live/posted.flv?token={Token(3)}");
        await http.SendChunkAsync(TestFlv.Start());

        Assert.StartsWith("HTTP/1.1 403", await http.ReadHeadAsync(), StringComparison.Ordinal);
    }

    private static string Token(int seconds) => TestTokens.Hs256(
        $$"""{"jti":"t1","exp":{{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds}},"stream":["live/livestream","live/posted"],"action":["play","publish"]}""");

    private static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, string stream = "livestream?key=streamkey1")
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var streamId = await publisher.PublishAsync(stream);
        await publisher.SendHeadersAsync(streamId);
        await publisher.SendMediaAsync(10, streamId: streamId);
        return publisher;
    }

    private static async Task<string> RefusalAsync(SrsTestServer server, string command, string stream, string code)
    {
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        var id = await client.CreateStreamAsync();
        await client.CallAsync(command, 5, id, stream, "live");
        var status = await client.ReadStatusAsync(code);
        return status.Command!.Argument(0)["description"].AsString()!;
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient http, string path, string? bearer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).WithinLimitAsync();
    }
}
