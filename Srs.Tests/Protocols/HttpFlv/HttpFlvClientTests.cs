using System.Net;
using System.Net.Sockets;
using System.Text;
using Srs.Media.Containers.Flv;
using Srs.Media.Protocols.HttpFlv;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.HttpFlv;

[Trait("Category", "Loopback")]
public sealed class HttpFlvClientTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: video/x-flv\r\n\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_StreamThenEnd_GivesTagsThenNull()
    {
        var file = TestVectors.Read("avc-aac-1s.flv");
        var pool = new TrackingBufferPool();
        using var server = new RawServer([.. Encoding.ASCII.GetBytes(Ok), .. file]);
        var client = await HttpFlvClient.ConnectAsync(server.Url, new HttpFlvClientOptions { BufferPool = pool }, Cancel);
        using var copy = new MemoryStream();
        var writer = new FlvFileWriter(copy);
        while (await client.ReadAsync(Cancel).AsTask().WithinLimitAsync() is { } tag)
        {
            using (tag)
            {
                await writer.WriteAsync(tag, Cancel);
            }
        }

        Assert.Equal(file, copy.ToArray());
        await client.DisposeAsync();
        pool.AssertAllReturned();
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", HttpStatusCode.NotFound)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", HttpStatusCode.NoContent)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /again.flv\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", HttpStatusCode.Found)]
    public async Task Connect_OtherStatus_Throws(string answer, HttpStatusCode status)
    {
        using var server = new RawServer(Encoding.ASCII.GetBytes(answer));

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => HttpFlvClient.ConnectAsync(server.Url, cancellationToken: Cancel)).WithinLimitAsync();
        Assert.Equal(status, refused.StatusCode);
        Assert.Equal(status == HttpStatusCode.Found ? 4 : 1, server.Requests);
    }

    [Fact]
    public async Task Connect_NoHttp_Throws()
    {
        using var server = new RawServer("RTMP?"u8.ToArray());

        await Assert.ThrowsAsync<HttpRequestException>(() => HttpFlvClient.ConnectAsync(server.Url, cancellationToken: Cancel)).WithinLimitAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => HttpFlvClient.ConnectAsync("rtmp://host/live/a.flv", cancellationToken: Cancel));
    }

    [Fact]
    public async Task Read_NoFlv_Throws()
    {
        using var server = new RawServer(Encoding.ASCII.GetBytes(Ok + "<html>"));
        await using var client = await HttpFlvClient.ConnectAsync(server.Url, cancellationToken: Cancel);

        await Assert.ThrowsAsync<FlvFormatException>(() => client.ReadAsync(Cancel).AsTask().WithinLimitAsync());
    }

    [Fact]
    public async Task Connect_ServerIsSilent_TimesOut()
    {
        using var server = new RawServer([], staysOpen: true);
        var options = new HttpFlvClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) };

        await Assert.ThrowsAsync<TimeoutException>(() => HttpFlvClient.ConnectAsync(server.Url, options, Cancel)).WithinLimitAsync();
    }

    [Fact]
    public async Task Read_StreamStops_TimesOut()
    {
        using var server = new RawServer([.. Encoding.ASCII.GetBytes(Ok), .. TestVectors.Read("avc-aac-1s.flv")[..20]], staysOpen: true);
        var clock = new ManualTimeProvider();
        await using var client = await HttpFlvClient.ConnectAsync(server.Url, new HttpFlvClientOptions { TimeProvider = clock }, Cancel);
        var reading = client.ReadAsync(Cancel).AsTask();
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(reading.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => reading.WithinLimitAsync());
    }

    /// <summary>Answers every request with the same bytes.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> _open = [];
        private volatile bool _isDisposed;

        public RawServer(byte[] answer, bool staysOpen = false)
        {
            _listener.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/live/livestream.flv";
            _ = ServeAsync(answer, staysOpen);
        }

        public string Url { get; }

        public int Requests { get; private set; }

        public void Dispose()
        {
            _isDisposed = true;
            _listener.Dispose();
            _open.ForEach(static client => client.Dispose());
        }

        private async Task ServeAsync(byte[] answer, bool staysOpen)
        {
            var request = new byte[4096];
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    _open.Add(client);
                    await client.GetStream().ReadAtLeastAsync(request, 1);
                    Requests++;
                    await client.GetStream().WriteAsync(answer);
                    if (!staysOpen)
                    {
                        client.Client.Shutdown(SocketShutdown.Send);
                    }
                }
            }
            catch (Exception) when (_isDisposed)
            {
                // The test is over.
            }
        }
    }
}
