using Srs.Media.Protocols.Hls;
using Srs.Tests.Segments;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Web.Endpoints;

/// <summary>A stream that is cut into segments, and requests for them, as the tests of HLS, low-latency HLS and DASH make them.</summary>
internal static class SegmentRequests
{
    /// <summary>Asks over plain HTTP.</summary>
    public static HttpClient Http { get; } = new() { Timeout = Wait.Limit };

    public static Uri Url(SrsTestServer server, string path) => new($"http://127.0.0.1:{server.HttpPort}{path}");

    public static Task<string> GetTextAsync(SrsTestServer server, string path) => Http.GetStringAsync(Url(server, path), TestContext.Current.CancellationToken);

    public static Task<byte[]> GetBytesAsync(SrsTestServer server, string path) => Http.GetByteArrayAsync(Url(server, path), TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> GetAsync(SrsTestServer server, string path) => Http.GetAsync(Url(server, path), TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> SendAsync(SrsTestServer server, HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, Url(server, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Publishes <c>live/livestream</c>: segments of 2 s, and one that is still open.</summary>
    public static async Task<RtmpTestClient> PublishAsync(SrsTestServer server, int segments = 2)
    {
        var publisher = await RtmpTestClient.ConnectAsync(server.RtmpPort);
        await publisher.PublishAsync();
        await publisher.SendHeadersAsync();
        await publisher.SendMediaAsync((50 * segments) + 1, group: 50);
        await Wait.UntilAsync(() => server.Get<HlsService>().Find(HlsFixture.Key with { Stream = "livestream" })?.ListedSegments >= segments, "the segments");
        return publisher;
    }
}
