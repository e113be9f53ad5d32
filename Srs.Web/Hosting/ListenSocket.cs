using System.Net;
using System.Net.Sockets;

namespace Srs.Web.Hosting;

/// <summary>A socket that listens. The settings may give it another purpose, even another protocol, without closing it. Thread-safe.</summary>
internal sealed class ListenSocket : IDisposable
{
    /// <summary>Connections that the kernel keeps while nobody accepts; Kestrel's own number.</summary>
    private const int Backlog = 512;

    /// <summary>SOL_SOCKET and SO_REUSEPORT of Linux (asm-generic/socket.h).</summary>
    private const int SocketLevel = 1;
    private const int ReusePort = 15;

    /// <summary>Wait after a connection that could not be accepted, such as for want of open files; it stays in the kernel meanwhile.</summary>
    private static readonly TimeSpan RetryWait = TimeSpan.FromMilliseconds(50);

    private readonly Socket _socket;
    private volatile Listener _listener;
    private volatile bool _isClosed;

    private ListenSocket(Socket socket, Listener listener)
    {
        _socket = socket;
        _listener = listener;
        Port = ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Whom the connections are for from now on.</summary>
    public Listener Listener
    {
        get => _listener;
        set => _listener = value;
    }

    /// <summary>The port in use.</summary>
    public int Port { get; }

    /// <summary>Opens a socket; the kernel takes connections from now on, which wait until <see cref="Start"/>.</summary>
    /// <param name="listener">Where, and whom for.</param>
    /// <param name="before">Sockets of ours that are about to give way to it: they go on meanwhile, where the system can do that, which is Linux.</param>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public static ListenSocket Open(Listener listener, IReadOnlyList<ListenSocket> before)
    {
        var address = listener.Address;
        var isShared = before.Count > 0 && OperatingSystem.IsLinux();
        try
        {
            foreach (var socket in before)
            {
                Share(socket._socket, isShared);
            }

            if (address.Address is { } ip)
            {
                return new ListenSocket(Bind(ip, address.Port, isShared), listener);
            }

            try
            {
                return new ListenSocket(Bind(IPAddress.IPv6Any, address.Port, isShared), listener);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable)
            {
                // A machine without IPv6.
                return new ListenSocket(Bind(IPAddress.Any, address.Port, isShared), listener);
            }
        }
        finally
        {
            foreach (var socket in before)
            {
                Share(socket._socket, false);
            }
        }
    }

    /// <summary>Begins to accept.</summary>
    /// <param name="take">Takes over the connection.</param>
    /// <param name="clock">Time for waits.</param>
    /// <param name="logger">Takes our own faults.</param>
    public void Start(Func<Socket, Listener, ValueTask> take, TimeProvider clock, ILogger logger) => _ = Task.Run(() => AcceptAsync(take, clock, logger));

    /// <summary>Gives the port back; the connections go on.</summary>
    public void Dispose()
    {
        _isClosed = true;
        _socket.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, Listener, ValueTask> take, TimeProvider clock, ILogger logger)
    {
        while (!_isClosed)
        {
            Socket connection;
            try
            {
                connection = await _socket.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Closed, or the peer has gone again, or the system has no room.
                if (!_isClosed && e is not SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted })
                {
                    await Task.Delay(RetryWait, clock);
                }

                continue;
            }

            try
            {
                await take(connection, _listener);
            }
            catch (Exception e)
            {
                connection.Dispose();
                if (e is not SocketException)
                {
                    logger.AcceptFailed(_listener.Address, e);
                }
            }
        }
    }

    private static Socket Bind(IPAddress address, int port, bool isShared)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            Share(socket, isShared);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);

            // For this moment only. The kernel remembers, so a program of the same user that asks to share, too, may; no other can.
            Share(socket, false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Share(Socket socket, bool isShared)
    {
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(isShared ? 1 : 0));
        }
    }
}
