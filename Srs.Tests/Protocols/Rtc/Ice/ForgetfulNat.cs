using System.Net;
using System.Net.Sockets;

namespace Srs.Tests.Protocols.Rtc.Ice;

/// <summary>Stands between one client and a server on loopback, and forgets on demand by which port it sends for the client.</summary>
internal sealed class ForgetfulNat : IAsyncDisposable
{
    private readonly Socket _inside = Open();
    private readonly EndPoint _server;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private volatile Socket _outside = Open();
    private volatile EndPoint? _client;

    /// <summary>Begins to pass datagrams on.</summary>
    public ForgetfulNat(EndPoint server)
    {
        _server = server;
        _running.Add(RunAsync(_inside, isInside: true));
        _running.Add(RunAsync(_outside, isInside: false));
    }

    /// <summary>Where the client sends to.</summary>
    public IPEndPoint Address => (IPEndPoint)_inside.LocalEndPoint!;

    /// <summary>What the server sees of the client.</summary>
    public IPEndPoint Mapped => (IPEndPoint)_outside.LocalEndPoint!;

    /// <summary>Sends by another port from now on; what comes to the old one is lost.</summary>
    public void Forget()
    {
        var old = _outside;
        _outside = Open();
        _running.Add(RunAsync(_outside, isInside: false));
        old.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _inside.Dispose();
        _outside.Dispose();
        await Task.WhenAll(_running);
        _stopping.Dispose();
    }

    private static Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private async Task RunAsync(Socket socket, bool isInside)
    {
        var buffer = new byte[2048];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
                _client = isInside ? received.RemoteEndPoint : _client;
                var (from, to) = isInside ? (_outside, _server) : (_inside, _client);
                if (to is not null)
                {
                    await from.SendToAsync(buffer.AsMemory(0, received.ReceivedBytes), to, _stopping.Token);
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Forgotten, or the end.
        }
    }
}
