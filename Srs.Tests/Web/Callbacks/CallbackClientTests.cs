using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Srs.Tests.TestSupport;
using Srs.Web.Callbacks;

namespace Srs.Tests.Web.Callbacks;

/// <summary>One call against servers of every kind.</summary>
[Trait("Category", "Loopback")]
public sealed class CallbackClientTests : IDisposable
{
    private static readonly byte[] Body = """{"action":"on_publish"}"""u8.ToArray();

    private readonly CallbackClient _client = new(new AddressGuard([]), TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Post_IsAsSrsSendsIt()
    {
        await using var server = await CallbackServer.StartAsync();

        var result = await PostAsync(server.Url.Replace("http://", "http://us%65r:pass@", StringComparison.Ordinal) + "/api/v1/streams?token=a%20b&x=1");

        Assert.Equal(new CallbackResult(CallbackOutcome.Ok, 200), result);
        var call = Assert.Single(server.Received);
        Assert.Equal(("POST", "/api/v1/streams", "?token=a%20b&x=1", """{"action":"on_publish"}"""), (call.Method, call.Path, call.Query, call.Body));
        Assert.Equal("application/json", call.Headers["Content-Type"]);
        Assert.Equal("SRS/7.0.18(Srs)", call.Headers["User-Agent"]);
        Assert.Equal(Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), call.Headers["Content-Length"]);
        Assert.Equal("Basic " + Convert.ToBase64String("user:pass"u8), call.Headers["Authorization"]);
        Assert.Equal("1", call.Headers["X-Test"]);
        Assert.DoesNotContain("traceparent", call.Headers.Keys);
    }

    [Fact]
    public async Task Post_Several_ShareAConnection()
    {
        await using var server = await CallbackServer.StartAsync();
        var ports = new HashSet<int>();
        server.Answer = (context, _) =>
        {
            ports.Add(context.Connection.RemotePort);
            return context.Response.WriteAsync("0");
        };

        for (var i = 0; i < 5; i++)
        {
            Assert.True((await PostAsync(server.Url)).IsOk);
        }

        Assert.Single(ports);
    }

    [Theory]
    [InlineData(201, "{\"code\":0}", nameof(CallbackOutcome.Ok))]
    [InlineData(204, "", nameof(CallbackOutcome.BadStatus))]
    [InlineData(401, "0", nameof(CallbackOutcome.BadStatus))]
    [InlineData(500, "0", nameof(CallbackOutcome.BadStatus))]
    [InlineData(200, "nonsense", nameof(CallbackOutcome.BadAnswer))]
    [InlineData(200, "7", nameof(CallbackOutcome.Refused))]
    [InlineData(303, "", nameof(CallbackOutcome.BadStatus))]
    public async Task Post_StatusAndBody_AreJudged(int status, string body, string outcome)
    {
        await using var server = await CallbackServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.StatusCode = status;
            return body.Length == 0 ? Task.CompletedTask : context.Response.WriteAsync(body);
        };

        var result = await PostAsync(server.Url);

        Assert.Equal((outcome, status), (result.Outcome.ToString(), result.Status));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Post_Redirect_TakesBodyAlong(int status)
    {
        await using var server = await CallbackServer.StartAsync();
        server.Answer = (context, call) =>
        {
            if (call.Path == "/3")
            {
                return context.Response.WriteAsync("0");
            }

            context.Response.StatusCode = status;
            context.Response.Headers.Location = call.Path switch { "/" => "1", "/1" => "/2", _ => server.Url + "/3" };
            return Task.CompletedTask;
        };

        Assert.True((await PostAsync(server.Url)).IsOk);
        Assert.Equal(["/", "/1", "/2", "/3"], server.Received.Select(static call => call.Path));
        Assert.All(server.Received, static call => Assert.Equal(("POST", "on_publish"), (call.Method, call.Action)));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", nameof(CallbackOutcome.Forbidden))]
    [InlineData("http://[::ffff:169.254.169.254]/", nameof(CallbackOutcome.Forbidden))]
    [InlineData("http://0.0.0.0:1985/api/v1/raw", nameof(CallbackOutcome.Forbidden))]
    [InlineData("http://0/", nameof(CallbackOutcome.Forbidden))]
    [InlineData("http://2852039166/", nameof(CallbackOutcome.Forbidden))]
    [InlineData("file:///etc/passwd", nameof(CallbackOutcome.BadRedirect))]
    [InlineData("gopher://127.0.0.1/", nameof(CallbackOutcome.BadRedirect))]
    [InlineData("/again", nameof(CallbackOutcome.BadRedirect))]
    public async Task Post_RedirectToForbiddenPlaceOrInCircles_Fails(string location, string outcome)
    {
        await using var server = await CallbackServer.StartAsync();
        server.Answer = (context, _) =>
        {
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = location;
            return Task.CompletedTask;
        };

        var result = await PostAsync(server.Url);

        Assert.Equal(outcome, result.Outcome.ToString());
        Assert.InRange(server.Received.Count, 1, 1 + CallbackClient.MaxRedirects);
    }

    [Theory]
    [InlineData("http://169.254.169.254/")]
    [InlineData("https://[fe80::1]/")]
    public async Task Post_ForbiddenAddress_IsNotConnectedTo(string url)
    {
        var result = await PostAsync(url);

        Assert.Equal(CallbackOutcome.Forbidden, result.Outcome);
        Assert.Contains("Srs:Callbacks:AllowAddresses", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NobodyListens_IsUnreachable()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        Assert.Equal(CallbackOutcome.Unreachable, (await PostAsync($"http://localhost:{port}/?key=s3cret")).Outcome);
    }

    [Fact]
    public async Task Post_ServerThatHangs_TimesOut()
    {
        await using var server = new HostileServer(static (_, stop) => Task.Delay(Timeout.Infinite, stop));

        var result = await PostAsync(server.Url, TimeSpan.FromMilliseconds(200));

        Assert.Equal((CallbackOutcome.Timeout, 1011), (result.Outcome, result.Code));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task Post_SlowLoris_TimesOut(string start)
    {
        await using var server = new HostileServer(async (stream, stop) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), stop);
            for (var i = 0; ; i++)
            {
                await stream.WriteAsync(i == 0 && start.Contains("chunked", StringComparison.Ordinal) ? "1\r\n"u8.ToArray() : "a"u8.ToArray(), stop);
                await Task.Delay(20, stop);
            }
        });

        var result = await PostAsync(server.Url, TimeSpan.FromMilliseconds(500));

        Assert.NotEqual(CallbackOutcome.Ok, result.Outcome);
    }

    [Fact]
    public async Task Post_ServerThatResets_IsUnreachable()
    {
        await using var server = new HostileServer(static (stream, _) =>
        {
            stream.Socket.LingerState = new LingerOption(true, 0);
            stream.Socket.Close();
            return Task.CompletedTask;
        });

        Assert.Equal(CallbackOutcome.Unreachable, (await PostAsync(server.Url)).Outcome);
    }

    [Theory]
    [InlineData("garbage\u0007\r\n\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("HTTP/1.1 abc\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0")]
    public async Task Post_GarbageOrHalfAnAnswer_Fails(string answer)
    {
        await using var server = new HostileServer(async (stream, stop) =>
        {
            await stream.ReadAtLeastAsync(new byte[16], 16, cancellationToken: stop);
            await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop);
        });

        var result = await PostAsync(server.Url);

        Assert.False(result.IsOk);
        Assert.NotEmpty(result.Error);
        Assert.DoesNotContain(result.Error, char.IsControl);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Long: ")]
    public async Task Post_HundredMegabytes_AreNotRead(string head)
    {
        long sent = 0;
        await using var server = new HostileServer(async (stream, stop) =>
        {
            await stream.ReadAtLeastAsync(new byte[16], 16, cancellationToken: stop);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head), stop);
            var part = Encoding.ASCII.GetBytes(new string('0', 64 * 1024));
            while (sent < 100 * 1024 * 1024)
            {
                await stream.WriteAsync(part, stop);
                Interlocked.Add(ref sent, part.Length);
            }
        });

        var result = await PostAsync(server.Url);

        Assert.True(result.Outcome is CallbackOutcome.BadAnswer or CallbackOutcome.Unreachable, result.ToString());
        Assert.InRange(Interlocked.Read(ref sent), 0, 50 * 1024 * 1024);
    }

    [Fact]
    public async Task Post_GivenUp_IsCancelled()
    {
        await using var server = new HostileServer(static (_, stop) => Task.Delay(Timeout.Infinite, stop));
        using var cancel = new CancellationTokenSource();

        var posting = _client.PostAsync(new Uri(server.Url), Body, [], TimeSpan.FromMinutes(1), cancel.Token);
        await Wait.UntilAsync(() => server.Connections == 1);
        await cancel.CancelAsync();

        Assert.Equal(CallbackOutcome.Cancelled, (await posting.WithinLimitAsync()).Outcome);
    }

    [Fact]
    public async Task Post_Https_TellsTheNameAndChecksTheCertificate()
    {
        var (cert, key) = TestCertificates.SelfSigned();
        using var certificate = X509Certificate2.CreateFromPem(cert, key);
        string? name = null;
        await using var server = new HostileServer(async (stream, stop) =>
        {
            await using var tls = new System.Net.Security.SslStream(stream);
            await tls.AuthenticateAsServerAsync(
                (_, hello, _, _) =>
                {
                    name = hello.ServerName;
                    return ValueTask.FromResult(new System.Net.Security.SslServerAuthenticationOptions { ServerCertificate = certificate });
                },
                state: null,
                stop);
            await tls.ReadAtLeastAsync(new byte[16], 16, cancellationToken: stop);
            await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0"u8.ToArray(), stop);
        });
        var url = server.Url.Replace("http://127.0.0.1", "https://localhost", StringComparison.Ordinal);

        Assert.Equal(CallbackOutcome.Unreachable, (await PostAsync(url)).Outcome);

        using var trusting = new CallbackClient(new AddressGuard([]), TimeProvider.System, (_, found, _, _) => found?.GetCertHashString() == certificate.GetCertHashString());
        Assert.True((await trusting.PostAsync(new Uri(url), Body, [], Wait.Limit, TestContext.Current.CancellationToken)).IsOk);
        Assert.Equal("localhost", name);
    }

    [Fact]
    public async Task Post_HttpsRedirectsToHttp_IsNotFollowed()
    {
        await using var plain = await CallbackServer.StartAsync();
        var (cert, key) = TestCertificates.SelfSigned();
        using var certificate = X509Certificate2.CreateFromPem(cert, key);
        await using var server = new HostileServer(async (stream, stop) =>
        {
            await using var tls = new System.Net.Security.SslStream(stream);
            await tls.AuthenticateAsServerAsync(certificate, clientCertificateRequired: false, checkCertificateRevocation: false).WaitAsync(stop);
            await tls.ReadAtLeastAsync(new byte[16], 16, cancellationToken: stop);
            await tls.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 307 Go\r\nLocation: {plain.Url}/\r\nContent-Length: 0\r\n\r\n"), stop);
        });
        using var trusting = new CallbackClient(new AddressGuard([]), TimeProvider.System, static (_, _, _, _) => true);

        var result = await trusting.PostAsync(new Uri(server.Url.Replace("http://", "https://", StringComparison.Ordinal)), Body, [], Wait.Limit, TestContext.Current.CancellationToken);

        Assert.Equal((CallbackOutcome.BadRedirect, 307), (result.Outcome, result.Status));
        Assert.Empty(plain.Received);
    }

    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("fe80::1 0.0.0.0")]
    [InlineData("")]
    public async Task Post_NameOfForbiddenAddresses_IsNotConnectedTo(string addresses)
    {
        await using var server = await CallbackServer.StartAsync();
        IPAddress[] found = [.. addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)];
        using var client = new CallbackClient(new AddressGuard([]), TimeProvider.System, resolve: (name, _) => Task.FromResult(name == "metadata.example" ? found : [IPAddress.Loopback]));
        server.Answer = static (context, _) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = "http://metadata.example/latest/meta-data/";
            return Task.CompletedTask;
        };

        foreach (var url in new[] { "http://metadata.example/", server.Url.Replace("127.0.0.1", "hooks.example", StringComparison.Ordinal) })
        {
            var result = await client.PostAsync(new Uri(url), Body, [], Wait.Limit, TestContext.Current.CancellationToken);
            Assert.Equal(CallbackOutcome.Forbidden, result.Outcome);
        }

        Assert.Single(server.Received);
    }

    [Fact]
    public async Task Post_NameThatComesToMeanAForbiddenAddress_IsNotConnectedToThen()
    {
        await using var server = await CallbackServer.StartAsync();
        server.Answer = static (context, _) =>
        {
            context.Response.Headers.Connection = "close";
            return context.Response.WriteAsync("0");
        };
        var calls = 0;
        using var client = new CallbackClient(
            new AddressGuard([]),
            TimeProvider.System,
            resolve: (_, _) => Task.FromResult<IPAddress[]>(calls++ == 0 ? [IPAddress.Parse("169.254.169.254"), IPAddress.Loopback] : [IPAddress.Parse("169.254.169.254")]));
        var url = new Uri(server.Url.Replace("127.0.0.1", "rebound.example", StringComparison.Ordinal));

        Assert.True((await client.PostAsync(url, Body, [], Wait.Limit, TestContext.Current.CancellationToken)).IsOk);
        Assert.Equal(CallbackOutcome.Forbidden, (await client.PostAsync(url, Body, [], Wait.Limit, TestContext.Current.CancellationToken)).Outcome);
        Assert.Single(server.Received);
    }

    [Fact]
    public void Sign_IsTheHmacOfTimestampAndBody()
    {
        var headers = CallbackSignature.Sign("s3cret", "d1", DateTimeOffset.FromUnixTimeSeconds(1795218289), Body).ToDictionary(static h => h.Name, static h => h.Value);

        var expected = HMACSHA256.HashData("s3cret"u8.ToArray(), "1795218289.{\"action\":\"on_publish\"}"u8.ToArray());
        Assert.Equal("1795218289", headers["X-Srs-Timestamp"]);
        Assert.Equal("sha256=" + Convert.ToHexStringLower(expected), headers["X-Srs-Signature"]);
        Assert.Equal("d1", headers["X-Srs-Delivery"]);
        Assert.Equal(["X-Srs-Delivery"], CallbackSignature.Sign("", "d1", DateTimeOffset.UnixEpoch, Body).Select(static h => h.Name));
    }

    private Task<CallbackResult> PostAsync(string url, TimeSpan? timeout = null) =>
        _client.PostAsync(new Uri(url), Body, [("X-Test", "1")], timeout ?? Wait.Limit, TestContext.Current.CancellationToken);
}
