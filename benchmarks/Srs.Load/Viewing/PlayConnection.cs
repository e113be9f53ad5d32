using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Srs.Load.Viewing;

/// <summary>A connection on which a server plays a stream: RTMP, HTTP-FLV or WebSocket-FLV, each plain or over TLS.</summary>
internal sealed class PlayConnection : IDisposable
{
    private const int LongestHead = 16 * 1024;

    private readonly Stream _stream;
    private readonly MediaReader _reader;

    /// <summary>Connects and asks for the stream. Blocks.</summary>
    /// <param name="url">rtmp, rtmps, http, https, ws or wss.</param>
    /// <param name="timeout">For each answer.</param>
    /// <exception cref="IOException">The server refuses, or takes too long.</exception>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public PlayConnection(Uri url, TimeSpan timeout)
    {
        Socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)timeout.TotalMilliseconds,
            SendTimeout = (int)timeout.TotalMilliseconds,
        };
        try
        {
            Socket.Connect(System.Net.IPAddress.Loopback, LoadUrl.PortOf(url));
            _stream = Encrypt(new NetworkStream(Socket, ownsSocket: false), url);
            _reader = url.Scheme.StartsWith("rtmp", StringComparison.Ordinal) ? PlayRtmp(url) : PlayFlv(url);
        }
        catch
        {
            _stream?.Dispose();
            Socket.Dispose();
            throw;
        }
    }

    /// <summary>The connection itself.</summary>
    public Socket Socket { get; }

    /// <summary>Waits for the next message.</summary>
    public MediaMessage Read() => _reader.Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        Socket.Dispose();
        _reader.Dispose();
        _stream.Dispose();
    }

    private static Stream Encrypt(NetworkStream plain, Uri url)
    {
        if (url.Scheme is not ("rtmps" or "https" or "wss"))
        {
            return plain;
        }

        // The server is this machine's, with a certificate of the moment.
        var encrypted = new SslStream(plain, leaveInnerStreamOpen: false, static (_, _, _, _) => true);
        encrypted.AuthenticateAsClient(url.Host);
        return encrypted;
    }

    private RtmpMediaReader PlayRtmp(Uri url)
    {
        var dialog = new RtmpDialog(_stream, url);
        dialog.Play();
        return new RtmpMediaReader(dialog);
    }

    private FlvMediaReader PlayFlv(Uri url)
    {
        var isWebSocket = url.Scheme is "ws" or "wss";
        var upgrade = isWebSocket
            ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: bG9hZCBvZiBhIHZpZXdlcg==\r\n"
            : "";
        _stream.Write(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\n{upgrade}\r\n"));

        var input = new InputBuffer(_stream);
        var head = ReadHead(input);
        var status = head.Split(' ', 3).ElementAtOrDefault(1);
        if (status != (isWebSocket ? "101" : "200"))
        {
            throw new IOException($"The server answers {head.Split('\r')[0]}.");
        }

        if (isWebSocket)
        {
            return new FlvMediaReader(new InputBuffer(new WebSocketStream(input)));
        }

        return new FlvMediaReader(head.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
            ? new InputBuffer(new ChunkedStream(input))
            : input);
    }

    private static string ReadHead(InputBuffer input)
    {
        while (true)
        {
            var unread = input.Unread;
            var end = unread.FirstSpan.IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                var head = Encoding.ASCII.GetString(unread.FirstSpan[..end]);
                input.Keep(unread.Slice(end + 4));
                return head;
            }

            if (unread.Length > LongestHead)
            {
                throw new IOException("The server's answer has no end of its head.");
            }

            input.Fill();
        }
    }
}
