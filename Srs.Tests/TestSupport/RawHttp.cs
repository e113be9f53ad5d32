using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Srs.Tests.TestSupport;

/// <summary>An HTTP connection that sends exactly what a test wants, right or wrong.</summary>
internal sealed class RawHttp : IAsyncDisposable
{
    private readonly TcpClient _socket;
    private readonly NetworkStream _stream;

    private RawHttp(TcpClient socket)
    {
        _socket = socket;
        _stream = socket.GetStream();
    }

    public static async Task<RawHttp> ConnectAsync(int port)
    {
        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new RawHttp(socket);
    }

    /// <summary>Begins a publish with a chunked body.</summary>
    public static async Task<RawHttp> PostAsync(int port, string path, string method = "POST", string more = "Transfer-Encoding: chunked\r\n")
    {
        var http = await ConnectAsync(port);
        await http.SendAsync($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");
        return http;
    }

    /// <summary>Asks for a WebSocket.</summary>
    public static async Task<RawHttp> UpgradeAsync(int port, string path)
    {
        var http = await ConnectAsync(port);
        await http.SendAsync(
            $"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        return http;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes, TestContext.Current.CancellationToken).AsTask().WithinLimitAsync();

    /// <summary>Sends one chunk of a chunked body; an empty one ends it.</summary>
    public async Task SendChunkAsync(byte[] bytes)
    {
        await SendAsync(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await SendAsync([.. bytes, .. "\r\n"u8]);
    }

    /// <summary>Reads a message's head, up to the empty line.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            Assert.Equal(1, await _stream.ReadAsync(one, TestContext.Current.CancellationToken).AsTask().WithinLimitAsync());
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>Reads to the end, in good order or not.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(all, TestContext.Current.CancellationToken).WithinLimitAsync();
        }
        catch (IOException)
        {
            // A reset is an end as well.
        }

        return all.ToArray();
    }

    /// <summary>The whole answer as text.</summary>
    public async Task<string> ReadTextAsync() => Encoding.UTF8.GetString(await ReadToEndAsync());

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return _stream.DisposeAsync();
    }
}
