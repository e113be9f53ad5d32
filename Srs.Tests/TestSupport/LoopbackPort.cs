using System.Net;
using System.Net.Sockets;

namespace Srs.Tests.TestSupport;

/// <summary>Ports of 127.0.0.1, for tests that need one with a number.</summary>
internal static class LoopbackPort
{
    /// <summary>Below the ports that Linux, macOS and Windows give to connections and to those who ask for any.</summary>
    private const int First = 15_000;
    private const int Count = 15_000;

    private static int _next = Random.Shared.Next(Count);

    /// <summary>A port that nobody has at this moment, and that no other test is given before the test uses it.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            try
            {
                using var socket = Bind(port);
                return port;
            }
            catch (SocketException)
            {
                // Somebody else on this machine has it.
            }
        }
    }

    /// <summary>A port that somebody listens on until it is disposed.</summary>
    public static (int Port, IDisposable Owner) Taken()
    {
        var socket = Bind(0);
        socket.Listen();
        return (((IPEndPoint)socket.LocalEndPoint!).Port, socket);
    }

    /// <summary>Whether nobody listens there.</summary>
    public static bool IsRefused(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(IPAddress.Loopback, port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
