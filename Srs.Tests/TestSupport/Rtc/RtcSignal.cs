using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Srs.Tests.TestSupport.Rtc;

/// <summary>Requests of WebRTC's signalling to a test server, by an offer of Chromium.</summary>
internal static class RtcSignal
{
    /// <summary>Settings of a server with WebRTC.</summary>
    public static readonly string[] On = ["Srs:RtcServer:Enabled=true"];

    private static readonly HttpClient Http = new();

    /// <summary>Chromium's offer to publish.</summary>
    public static string PublishOffer => Encoding.UTF8.GetString(TestVectors.Read("sdp/chromium-publish.sdp"));

    /// <summary>Chromium's offer to play.</summary>
    public static string PlayOffer => Encoding.UTF8.GetString(TestVectors.Read("sdp/chromium-play.sdp"));

    /// <summary>Sends an offer to a path below <c>/rtc/v1/</c>.</summary>
    /// <param name="port">Port of HTTP.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">The body; null for <see cref="PublishOffer"/>, or what fits the path.</param>
    /// <param name="configure">Changes of the request.</param>
    public static Task<HttpResponseMessage> PostAsync(int port, string path, string? body = null, Action<HttpRequestMessage>? configure = null)
    {
        body ??= path.StartsWith("whep", StringComparison.Ordinal) ? PlayOffer : PublishOffer;
        return SendAsync(HttpMethod.Post, new Uri($"http://127.0.0.1:{port}/rtc/v1/{path}"), body, "application/sdp", configure);
    }

    /// <summary>Sends any request.</summary>
    public static Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri uri, string? body = null, string type = "application/sdp", Action<HttpRequestMessage>? configure = null)
    {
        var request = new HttpRequestMessage(method, uri);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = type.Length == 0 ? null : MediaTypeHeaderValue.Parse(type);
        }

        configure?.Invoke(request);
        return Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Asks SRS's API as its SDK does.</summary>
    /// <param name="port">Port of HTTP.</param>
    /// <param name="path">Path below <c>/rtc/v1/</c>, with query.</param>
    /// <param name="streamUrl">The stream.</param>
    /// <param name="offer">The offer; null for what fits the path.</param>
    public static async Task<JsonElement> AskApiAsync(int port, string path, string streamUrl, string? offer = null)
    {
        var uri = new Uri($"http://127.0.0.1:{port}/rtc/v1/{path}");
        offer ??= path.StartsWith("play", StringComparison.Ordinal) ? PlayOffer : PublishOffer;
        var body = JsonSerializer.Serialize(new { api = uri.OriginalString, tid = "3f2a1bc", streamurl = streamUrl, clientip = (string?)null, sdp = offer });
        using var response = await SendAsync(HttpMethod.Post, uri, body, "application/json");
        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        return JsonSerializer.Deserialize<JsonElement>(await ReadAsync(response));
    }

    public static Task<string> ReadAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
}
