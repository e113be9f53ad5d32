using System.Net;
using System.Net.Sockets;

namespace Srs.Tests.TestSupport;

/// <summary>Ports of 127.0.0.1, for tests that need one with a number.</summary>
internal static class LoopbackPort
{
    /// <summary>A port that nobody has at this moment.</summary>
    public static int Free()
    {
        using var socket = Bind();
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>A port that somebody listens on until it is disposed.</summary>
    public static (int Port, IDisposable Owner) Taken()
    {
        var socket = Bind();
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

    private static Socket Bind()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }
}
