using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;
using Srs.Web.Api;

namespace Srs.Tests.Web.Access;

/// <summary>Whatever secrets are configured and shown, rightly and wrongly: none is in any answer, log line or metric.</summary>
[Trait("Category", "Loopback")]
public sealed class SecretsTests
{
    /// <summary>Part of every secret.</summary>
    private const string Mark = "5ec2e7";

    private const string Vhost = "Srs:DefaultVhost:Auth";
    private const string StreamKey = $"streamkey{Mark}";
    private const string SignKey = $"signing-secret-{Mark}-0123";
    private const string TokenKey = $"token-{Mark}-0123456789abcdef0123456789abcdef";
    private const string Password = $"password{Mark}";
    private const string ApiKey = $"api-key-{Mark}-0123456789";

    [Fact]
    public async Task Secrets_ConfiguredAndShown_AreSeenNowhere()
    {
        await using var server = await SrsTestServer.StartAsync(
            "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft=Trace", "Logging:LogLevel:Microsoft.AspNetCore=Trace",
            $"{Vhost}:Publish=true", $"{Vhost}:Play=true", $"{Vhost}:Keys:k:Type=key", $"{Vhost}:Keys:k:Key={StreamKey}",
            $"{Vhost}:Keys:s:Type=signature", $"{Vhost}:Keys:s:Key={SignKey}", $"{Vhost}:Keys:h:Type=hs256", $"{Vhost}:Keys:h:Key={TokenKey}",
            "Srs:HttpApi:Auth:Enabled=true", "Srs:HttpApi:Auth:Username=boss", $"Srs:HttpApi:Auth:Password={Password}", $"Srs:HttpApi:Keys:k:Key={ApiKey}");
        var end = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 600;
        var token = TestTokens.Hs256($$"""{"exp":{{end}},"stream":"*","action":["play","publish"]}""", secret: TokenKey);
        var sign = Convert.ToHexStringLower(SignedUrl.Sign(
            Encoding.UTF8.GetBytes(SignKey), AccessAction.Play, new StreamKey(VhostTable.DefaultName, "live", "livestream"), $"{end}"));
        string[] secrets = [Mark, token, token.Split('.')[2], sign, sign.ToUpperInvariant()];

        await using var publisher = await RtmpTestClient.OpenAsync(server.RtmpPort);
        await publisher.ShakeHandsAsync();
        publisher.Announced.AddRange([
            ("pageUrl", $"https://page.example/?token={token}"), ("swfUrl", $"https://u:{Password}@page.example/a.swf?key={StreamKey}")]);
        await publisher.ConnectAsync($"live?key={StreamKey}", $"rtmp://user:{Password}@127.0.0.1/live?key={StreamKey}");
        var streamId = await publisher.PublishAsync($"livestream?key={StreamKey}");
        await publisher.SendHeadersAsync(streamId);
        await publisher.SendMediaAsync(30, streamId: streamId);

        await using var signed = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await signed.PlayAsync($"livestream?expires={end}&sign={sign}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.HttpPort}") };
        using var viewer = await SendAsync(http, $"/live/livestream.flv?token={token}", request => request.Headers.Referrer = new Uri($"https://page.example/?jwt={token}"));
        Assert.True(viewer.IsSuccessStatusCode);

        await RefuseAsync(server, "publish", $"other?key=wrong{Mark}");
        await RefuseAsync(server, "play", $"livestream?token={token[..^6]}{Mark}");
        await RefuseAsync(server, "play", $"livestream?expires={end}&sign={Mark}");
        var answers = new StringBuilder();
        foreach (var row in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(ApiAuthorization.RowsOf).Where(static row => row.StartsWith("GET ", StringComparison.Ordinal)))
        {
            var path = row.Split(' ')[1].Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{**path:live}", "none.flv", StringComparison.Ordinal);
            foreach (var session in server.Sessions.Sessions)
            {
                foreach (var scheme in new[] { "Bearer", "Basic" })
                {
                    var credential = scheme == "Bearer" ? ApiKey : Convert.ToBase64String(Encoding.UTF8.GetBytes($"boss:{Password}"));
                    using var answer = await SendAsync(http, $"{path.Replace("{id}", session.Id, StringComparison.Ordinal)}?key=wrong{Mark}", request =>
                        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, credential));
                    answers.Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Append(answer.Headers);
                }
            }
        }

        using var wrong = await SendAsync(http, "/api/v1/streams/", static request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"wrong{Mark}"));
        answers.Append(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await server.StopAsync();

        var text = answers.ToString();
        Assert.Contains("page.example", text, StringComparison.Ordinal);
        Assert.Contains("livestream", text, StringComparison.Ordinal);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(server.Log.Lines, line => $"{line.Text} {line.Exception}".Contains(secret, StringComparison.Ordinal));
        }
    }

    private static async Task RefuseAsync(SrsTestServer server, string command, string stream)
    {
        await using var client = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await client.CallAsync(command, 5, await client.CreateStreamAsync(), stream, "live");
        var refusal = await client.ReadUntilAsync(static message => message.StatusCode is not null);
        Assert.DoesNotContain(Mark, Encoding.UTF8.GetString(refusal.Payload), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, Action<HttpRequestMessage> change)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        change(request);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).WithinLimitAsync();
    }
}
