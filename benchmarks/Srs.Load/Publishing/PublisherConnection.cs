using System.Net;
using System.Net.Sockets;

namespace Srs.Load.Publishing;

/// <summary>One publisher. Used by one thread at a time.</summary>
internal sealed class PublisherConnection : IDisposable
{
    /// <summary>Bytes that may wait for a server that does not take them; then the publisher gives up.</summary>
    private const int MostPendingBytes = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly RtmpDialog _dialog;
    private readonly MemoryStream _pending = new();
    private int _pendingStart;

    /// <summary>Connects and announces the stream. Blocks.</summary>
    /// <exception cref="IOException">The server refuses, or takes too long.</exception>
    /// <exception cref="SocketException">Nothing listens there.</exception>
    public PublisherConnection(Uri url, TimeSpan timeout)
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = (int)timeout.TotalMilliseconds,
            SendTimeout = (int)timeout.TotalMilliseconds,
        };
        try
        {
            _socket.Connect(IPAddress.Loopback, LoadUrl.PortOf(url));
            _dialog = new RtmpDialog(new NetworkStream(_socket, ownsSocket: false), url);
            StreamId = _dialog.Publish();
            _socket.Blocking = false;
        }
        catch
        {
            _dialog?.Dispose();
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The message stream that media goes on.</summary>
    public uint StreamId { get; }

    /// <summary>Bytes that the server has taken.</summary>
    public long SentBytes { get; private set; }

    /// <summary>When all that was sent had last been taken, as <see cref="CaptureStamp.Now"/>.</summary>
    public long CaughtUpTime { get; private set; } = CaptureStamp.Now;

    /// <summary>Why it ended; null while it goes on.</summary>
    public string? Failure { get; private set; }

    /// <summary>Sends bytes, as far as the server takes them; the rest goes with the next call.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        if (Failure != null)
        {
            return;
        }

        if (_pending.Length > 0)
        {
            bytes = Append(bytes);
            _pendingStart += SendNow(bytes);
            if (_pendingStart == _pending.Length)
            {
                _pending.SetLength(_pendingStart = 0);
            }
        }
        else if (SendNow(bytes) is var sent && sent < bytes.Length)
        {
            _pending.Write(bytes[sent..]);
        }

        if (_pending.Length == 0)
        {
            CaughtUpTime = CaptureStamp.Now;
        }
        else if (_pending.Length - _pendingStart > MostPendingBytes)
        {
            Failure ??= "The server takes less than is published.";
        }
    }

    /// <summary>Drops what the server says, acknowledgements mostly; notes when it has closed.</summary>
    public void DropInput(byte[] buffer)
    {
        if (Failure == null && _socket.Receive(buffer, SocketFlags.None, out var error) == 0 && error != SocketError.WouldBlock)
        {
            Failure = error == SocketError.Success ? "The server closed the connection." : error.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _dialog.Dispose();
        _pending.Dispose();
    }

    private ReadOnlySpan<byte> Append(ReadOnlySpan<byte> bytes)
    {
        _pending.Seek(0, SeekOrigin.End);
        _pending.Write(bytes);
        return _pending.GetBuffer().AsSpan(_pendingStart, (int)_pending.Length - _pendingStart);
    }

    private int SendNow(ReadOnlySpan<byte> bytes)
    {
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            Failure = error.ToString();
        }

        SentBytes += sent;
        return sent;
    }
}
