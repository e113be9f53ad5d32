using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Tests.Access;
using Srs.Tests.TestSupport;
using Srs.Web.Api;
using Srs.Web.Callbacks;

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
        await using var hooks = await CallbackServer.StartAsync();
        hooks.Answer = static (context, call) => context.Response.WriteAsync(call.Body.Contains("refused", StringComparison.Ordinal) ? $"{{\"code\":1,\"token\":\"{Mark}\"}}" : "0");
        await using var server = await SrsTestServer.StartAsync([
            "Logging:LogLevel:Default=Trace", "Logging:LogLevel:Microsoft=Trace", "Logging:LogLevel:Microsoft.AspNetCore=Trace",
            $"{Vhost}:Publish=true", $"{Vhost}:Play=true", $"{Vhost}:Keys:k:Type=key", $"{Vhost}:Keys:k:Key={StreamKey}",
            $"{Vhost}:Keys:s:Type=signature", $"{Vhost}:Keys:s:Key={SignKey}", $"{Vhost}:Keys:h:Type=hs256", $"{Vhost}:Keys:h:Key={TokenKey}",
            $"{Vhost}:Keys:j:Type=rs256", $"{Vhost}:Keys:j:Jwks=http://user:{Mark}@127.0.0.1:1/jwks?key={Mark}",
            "Srs:HttpApi:Auth:Enabled=true", "Srs:HttpApi:Auth:Username=boss", $"Srs:HttpApi:Auth:Password={Password}", $"Srs:HttpApi:Keys:k:Key={ApiKey}",
            "Srs:HttpApi:RawApi:Enabled=true", "Srs:HttpApi:RawApi:AllowReload=true", $"Srs:SrtServer:Passphrase=passphrase-{Mark}", "Srs:HttpApi:PersistFile=",
            "Srs:Heartbeat:Enabled=true", $"Srs:Heartbeat:Url={hooks.Url.Replace("http://", $"http://user:{Mark}@", StringComparison.Ordinal)}/beat?key={Mark}",
            $"Srs:StreamCasters:c:Output=rtmp://127.0.0.1/[app]/[stream]?key={Mark}", "Srs:StreamCasters:c:Caster=flv", "Srs:StreamCasters:c:Listen=127.0.0.1:0",
            $"Srs:DefaultVhost:HttpHooks:Secret=hooks-{Mark}", .. hooks.Hooks(), $"Srs:DefaultVhost:HttpHooks:OnStop=http://user:{Mark}@127.0.0.1:1/?key={Mark}",
            $"Srs:Vhosts:later.example:Dvr:DvrPath=https://user:{Mark}@files.example/?key={Mark}"]);
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
        await RefuseAsync(server, "play", $"refused?token={token}");
        await RefuseAsync(server, "play", $"livestream?token={TestTokens.Make($"{{\"alg\":\"RS256\",\"kid\":\"{Mark}\"}}", "{}", static _ => [1])}");
        foreach (var line in new[]
        {
            $"GET /live/livestream.flv?token={token} HTTP/9.9", $"GET /live/%zz\u0001?token={Mark} HTTP/1.1", $"G\u0001T /?key={Mark} HTTP/1.1",
            $"GET /live/livestream.flv?token={token} HTTP/1.1\r\nHost: a b\u0001:{Mark}", $"GET * HTTP/1.1\r\nAuthorization: Bearer {Mark}", $"POST /live/x.flv?key={StreamKey}{Mark} HTTP/1.1\r\nContent-Length: x{Mark}",
        })
        {
            await using var raw = await RawHttp.ConnectAsync(server.HttpPort);
            await raw.SendAsync(line + "\r\n\r\n");
            Assert.DoesNotContain(Mark, await raw.ReadTextAsync(), StringComparison.Ordinal);
        }

        var answers = new StringBuilder();
        foreach (var (method, path, body) in Changes(publisher: server.Sessions.Sessions[0].Id))
        {
            using var answer = await SendAsync(http, path, request =>
            {
                (request.Method, request.Headers.Authorization) = (new HttpMethod(method), Boss);
                request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/merge-patch+json") : null;
            });
            answers.Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Append(answer.Headers);
        }

        foreach (var row in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().SelectMany(ApiAuthorization.RowsOf)
            .Where(static row => row.Split(' ')[0] is not ("DELETE" or "CONNECT")))
        {
            var (method, route) = (row.Split(' ')[0], row.Split(' ')[1]);
            var path = route.Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{**path:live}", "none.flv", StringComparison.Ordinal);
            foreach (var session in server.Sessions.Sessions)
            {
                foreach (var scheme in new[] { "Bearer", "Basic" })
                {
                    using var answer = await SendAsync(http, $"{path.Replace("{id}", session.Id, StringComparison.Ordinal)}?key=wrong{Mark}", request =>
                    {
                        request.Method = new HttpMethod(method == "*" ? "LOCK" : method);
                        request.Headers.Authorization = scheme == "Basic" ? Boss : new AuthenticationHeaderValue(scheme, ApiKey);
                    });
                    answers.Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Append(answer.Headers);
                }
            }
        }

        using var wrong = await SendAsync(http, "/api/v1/streams/", static request => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", $"wrong{Mark}"));
        answers.Append(await wrong.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        signed.Reset();
        await Wait.UntilAsync(() => server.Get<CallbackHistory>().Records.Any(static record => record.Name == "on_stop" && record.Describe().Failed > 0), "a failed callback");
        await hooks.WaitForAsync("on_publish");
        Assert.Contains(hooks.Received, static call => call.Path == "/beat" && call.Query == $"?key={Mark}");
        foreach (var path in new[] { "/api/v1/callbacks", "/metrics", "/api/v1/config", "/api/v1/config/history" })
        {
            using var answer = await SendAsync(http, path, static request => request.Headers.Authorization = Boss);
            answers.Append(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await server.StopAsync();

        var text = answers.ToString();
        Assert.Contains("\"event\":\"on_stop\"", text, StringComparison.Ordinal);
        Assert.Contains("srs_callbacks_total", text, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", text, StringComparison.Ordinal);
        Assert.Contains("page.example", text, StringComparison.Ordinal);
        Assert.Contains("livestream", text, StringComparison.Ordinal);
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(server.Log.Lines, line => $"{line.Text} {line.Exception}".Contains(secret, StringComparison.Ordinal));
        }
    }

    private static AuthenticationHeaderValue Boss => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"boss:{Password}")));

    /// <summary>Changes through the API, good and bad, with secrets wherever some can stand.</summary>
    private static IEnumerable<(string Method, string Path, string Body)> Changes(string publisher)
    {
        const string Config = "/api/v1/config";
        var good = """
            {"HttpApi":{"Keys":{"new":{"Key":"new-key-MARK-0123"}}},"Heartbeat":{"Url":"http://other:MARK@127.0.0.1:1/?k=MARK"},
             "Vhosts":{"v.example":{"Auth":{"Keys":{"a":{"Type":"key","Key":"streamkey-MARK"}}},"HttpHooks":{"Secret":"MARK","OnPlay":"http://u:MARK@h/?MARK"}}}}
            """;
        foreach (var text in new[]
        {
            good, """{"HttpApi":{"Auth":{"Username":"boss:MARK"}}}""", """{"HttpApi":{"Keys":{"new":{"Key":"MARK"}}}}""",
            """{"Heartbeat":{"Url":"ftp://u:MARK@h/?MARK"},"DefaultVhost":{"HttpHooks":{"OnPlay":"u:MARK@h?MARK","OnStop":"gopher://u:MARK@h/?MARK"}}}""",
            """{"DefaultVhost":{"Cluster":{"Mode":"remote","Origin":"rtmp://u:MARK@h/?MARK"},"Auth":{"Keys":{"j":{"Jwks":"ftp://u:MARK@h?MARK"},"s":{"Key":"MARK"}}}}}""",
            """{"StreamCasters":{"c":{"Output":"http://u:MARK@h/?MARK"}}}""",
            """{"HttpApi":{"Auth":"MARK","Keys":"MARK"}}""", """{"Heartbeat":{"Url":"http://***@MARK.example/"}""", """{"HttpApi":{"Auth":{"Password":"sha256:MARK"}}}""",
        })
        {
            var body = text.Replace("MARK", Mark, StringComparison.Ordinal);
            yield return ("POST", Config + "/validate", body);
            yield return ("POST", Config + "/diff", body);
            yield return ("PATCH", Config, body);
        }

        yield return ("POST", Config + "/rollback", "");
        yield return ("GET", "/api/v1/raw?rpc=reload", "");
        yield return ("GET", "/api/v1/raw?rpc=reload-fetch", "");
        yield return ("POST", $"/api/v1/clients/{publisher}/reconnect", $"{{\"tcUrl\":\"rtmp://u:{Mark}@h/live?key={Mark}\"}}");
        yield return ("POST", $"/api/v1/clients/{publisher}/reconnect", $"{{\"tcUrl\":\"http://u:{Mark}@h/live?key={Mark}\"}}");
        yield return ("POST", "/api/v1/revocations/", $"{{\"until\":\"{Mark}\"}}");
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
