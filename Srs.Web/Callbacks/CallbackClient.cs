using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Srs.Web.Api;

namespace Srs.Web.Callbacks;

/// <summary>Posts JSON to callback servers and judges their answers, or gets what is to be got. Never throws for what a server does. Thread-safe.</summary>
/// <remarks>
/// No proxy, no cookies. Redirects are followed by hand, method and body going along, at most <see cref="MaxRedirects"/>, never from https to http, and every
/// connection passes the guard.
/// </remarks>
internal sealed class CallbackClient : IDisposable
{
    /// <summary>Redirects that one call follows.</summary>
    public const int MaxRedirects = 3;

    /// <summary>Longest reason that is shown, in characters.</summary>
    private const int MaxReason = 300;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _clock;

    /// <summary>Makes a client.</summary>
    /// <param name="guard">Where it may connect.</param>
    /// <param name="clock">The clock of its time limits.</param>
    /// <param name="trust">Accepts a server's certificate, for tests; null for the system's own judgement.</param>
    /// <param name="resolve">Finds the addresses of a name, for tests; null for the system's own way.</param>
    public CallbackClient(
        AddressGuard guard,
        TimeProvider clock,
        System.Net.Security.RemoteCertificateValidationCallback? trust = null,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _clock = clock;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectCallback = new GuardedConnect(guard, clock, resolve).ConnectAsync,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,

            // Of the pool's own attempts, which outlive the call that began them.
            ConnectTimeout = TimeSpan.FromSeconds(30),

            // Servers close idle connections after some seconds; a call that meets the close would fail for nothing.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(2),

            // A name may come to mean another server.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        };
        handler.SslOptions.RemoteCertificateValidationCallback = trust;
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Posts a body.</summary>
    /// <param name="url">An address of http or https.</param>
    /// <param name="body">JSON.</param>
    /// <param name="headers">More headers.</param>
    /// <param name="timeout">Longest time for everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CallbackResult> PostAsync(
        Uri url, ReadOnlyMemory<byte> body, IReadOnlyList<(string Name, string Value)> headers, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendAsync(new Sent(url, body, headers), JudgeAsync, timeout, cancellationToken);

    /// <summary>Gets the beginning of what is at an address; a status from 200 to 299 accepts, whatever it is.</summary>
    /// <param name="url">An address of http or https.</param>
    /// <param name="length">Bytes that are read of it, from 0; the rest is left.</param>
    /// <param name="headers">More headers.</param>
    /// <param name="timeout">Longest time for everything.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<CallbackResult> GetAsync(
        Uri url, int length, IReadOnlyList<(string Name, string Value)> headers, TimeSpan timeout, CancellationToken cancellationToken) =>
        SendAsync(new Sent(url, Body: null, headers), (response, token) => SkimAsync(response, length, token), timeout, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<CallbackResult> SendAsync(
        Sent sent, Func<HttpResponseMessage, CancellationToken, Task<CallbackResult>> judge, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await SendAsync(sent, judge, either.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new CallbackResult(CallbackOutcome.Cancelled, 0, "The call was given up.");
        }
        catch (OperationCanceledException)
        {
            return new CallbackResult(
                CallbackOutcome.Timeout, 0, string.Create(CultureInfo.InvariantCulture, $"There was no whole answer within {timeout.TotalSeconds} s."));
        }
    }

    private async Task<CallbackResult> SendAsync(
        Sent sent, Func<HttpResponseMessage, CancellationToken, Task<CallbackResult>> judge, CancellationToken cancellationToken)
    {
        try
        {
            var url = sent.Url;
            for (var redirects = 0; ; redirects++)
            {
                using var request = Request(url, sent);
                using var response = await _http.SendAsync(request, cancellationToken);
                if (Redirect(response) is not { } target)
                {
                    return await judge(response, cancellationToken);
                }

                if (redirects == MaxRedirects)
                {
                    return new CallbackResult(CallbackOutcome.BadRedirect, (int)response.StatusCode, $"The server redirects more than {MaxRedirects} times.");
                }

                if (!Uri.TryCreate(url, target, out var next) || !CallbackUrl.IsWeb(next) || (url.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp))
                {
                    return new CallbackResult(
                        CallbackOutcome.BadRedirect, (int)response.StatusCode, "The server redirects to what is no address of http or https, or from https to http.");
                }

                url = next;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or AuthenticationException or InvalidOperationException)
        {
            return Failure(e);
        }
    }

    private static HttpRequestMessage Request(Uri url, Sent sent)
    {
        var request = new HttpRequestMessage(sent.Body is null ? HttpMethod.Get : HttpMethod.Post, url)
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        if (sent.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = Json;
        }

        request.Headers.TryAddWithoutValidation("User-Agent", ServerIdentity.Signature);
        var userInfo = sent.Url.UserInfo;
        if (userInfo.Length > 0 && url.Authority == sent.Url.Authority && url.Scheme == sent.Url.Scheme)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(userInfo))));
        }

        foreach (var (name, value) in sent.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>Where an answer sends the call; null when it does not. 303 asks for a GET, which is no callback.</summary>
    private static Uri? Redirect(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            ? response.Headers.Location
            : null;

    private static async Task<CallbackResult> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (status is not (200 or 201))
        {
            return new CallbackResult(CallbackOutcome.BadStatus, status, string.Create(CultureInfo.InvariantCulture, $"The server answered with status {status}."));
        }

        if (response.Content.Headers.ContentLength > CallbackAnswer.MaxLength)
        {
            return TooLong(status);
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = new MemoryStream();
        var part = new byte[1024];
        while (await stream.ReadAsync(part, cancellationToken) is var length and > 0)
        {
            if (body.Length + length > CallbackAnswer.MaxLength)
            {
                return TooLong(status);
            }

            body.Write(part, 0, length);
        }

        return CallbackAnswer.Read(status, body.GetBuffer().AsMemory(0, (int)body.Length));
    }

    private static async Task<CallbackResult> SkimAsync(HttpResponseMessage response, int length, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode)
        {
            return new CallbackResult(CallbackOutcome.BadStatus, status, string.Create(CultureInfo.InvariantCulture, $"The status is {status}; it has to be from 200 to 299."));
        }

        var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var part = new byte[Math.Min(length, 4096)];
        while (length > 0 && await stream.ReadAsync(part.AsMemory(0, Math.Min(length, part.Length)), cancellationToken) is var read and > 0)
        {
            length -= read;
        }

        return new CallbackResult(CallbackOutcome.Ok, status);
    }

    private static CallbackResult TooLong(int status) =>
        new(CallbackOutcome.BadAnswer, status, $"The answer is longer than {CallbackAnswer.MaxLength} bytes.");

    private static CallbackResult Failure(Exception e)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is ForbiddenAddressException)
            {
                return new CallbackResult(CallbackOutcome.Forbidden, 0, inner.Message);
            }
        }

        var cause = e.GetBaseException();
        var reason = e is HttpRequestException { HttpRequestError: var error and not HttpRequestError.Unknown } ? $"{error}: {cause.Message}" : cause.Message;

        // It may quote what the server sent.
        return new CallbackResult(CallbackOutcome.Unreachable, 0, string.Concat(reason.Where(static c => !char.IsControl(c)).Take(MaxReason)));
    }

    /// <summary>A call as it is sent to the first server, and to those that it redirects to.</summary>
    private sealed record Sent(Uri Url, ReadOnlyMemory<byte>? Body, IReadOnlyList<(string Name, string Value)> Headers);
}
