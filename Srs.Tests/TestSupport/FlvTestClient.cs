using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using Srs.Media.Containers.Flv;

namespace Srs.Tests.TestSupport;

/// <summary>An HTTP-FLV player that keeps every tag it gets.</summary>
internal sealed class FlvTestClient : IAsyncDisposable
{
    /// <summary>For clients that talk to test servers.</summary>
    public static readonly SslClientAuthenticationOptions AnyCertificate = new() { TargetHost = "localhost", RemoteCertificateValidationCallback = static (_, _, _, _) => true };

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false, MaxConnectionsPerServer = 10_000, SslOptions = AnyCertificate });

    private readonly PipeReader _body;
    private readonly FlvDemuxer _demuxer = new();
    private readonly List<FlvReceived> _received = [];

    private FlvTestClient(HttpResponseMessage response, PipeReader body)
    {
        Response = response;
        _body = body;
    }

    public HttpResponseMessage Response { get; }

    public IReadOnlyList<FlvReceived> Received => _received;

    /// <summary>The flags of the file header, once a tag has come.</summary>
    public (bool Audio, bool Video) Flags => (_demuxer.HasAudio, _demuxer.HasVideo);

    /// <summary>Numbers of the video frames of <see cref="TestMedia"/>.</summary>
    public List<int> VideoNumbers =>
        [.. _received.Where(static tag => tag is { Type: FlvTagType.Video, IsSequenceHeader: false }).Select(static tag => TestMedia.NumberOf(tag.Body))];

    /// <summary>Asks for a path and waits for the headers of the answer.</summary>
    public static async Task<FlvTestClient> GetAsync(int port, string path, string method = "GET", string? host = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"http://127.0.0.1:{port}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await GetAsync(Http, request);
    }

    /// <summary>Asks by TLS, whatever the certificate, and waits for the headers of the answer. All over HTTP/2 share one connection.</summary>
    public static Task<FlvTestClient> GetTlsAsync(int port, string path, int httpVersion = 2, HttpClient? http = null) =>
        GetAsync(http ?? Http, new HttpRequestMessage(HttpMethod.Get, new Uri($"https://127.0.0.1:{port}{path}"))
        {
            Version = new Version(httpVersion, httpVersion == 1 ? 1 : 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        });

    private static async Task<FlvTestClient> GetAsync(HttpClient http, HttpRequestMessage request)
    {
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken).WithinLimitAsync();
        return new FlvTestClient(response, PipeReader.Create(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    /// <summary>The next tag; null at the end in good order.</summary>
    public async Task<FlvReceived?> ReadAsync()
    {
        while (true)
        {
            var result = await _body.ReadAsync(TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();
            var buffer = result.Buffer;
            if (_demuxer.TryRead(ref buffer, out var header, out var body))
            {
                var tag = new FlvReceived(header.Type, header.Timestamp, body.ToArray());
                _received.Add(tag);
                _body.AdvanceTo(buffer.Start);
                return tag;
            }

            _body.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    /// <summary>Reads until the video frame of that number.</summary>
    public async Task ReadFrameAsync(int number)
    {
        while (!VideoNumbers.Contains(number))
        {
            Assert.NotNull(await ReadAsync());
        }
    }

    /// <summary>Reads to the end; false when the connection broke off instead.</summary>
    public async Task<bool> ReadToEndAsync()
    {
        try
        {
            while (await ReadAsync() is not null)
            {
            }

            return true;
        }
        catch (Exception e) when (e is IOException or HttpRequestException or SocketException)
        {
            return false;
        }
    }

    /// <summary>Drops what was received and is of no interest.</summary>
    public void Forget(Predicate<FlvReceived> which) => _received.RemoveAll(which);

    /// <summary>The whole body as text.</summary>
    public async Task<string> ReadTextAsync()
    {
        using var reader = new StreamReader(_body.AsStream(leaveOpen: true));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _body.CompleteAsync();
        Response.Dispose();
    }
}
