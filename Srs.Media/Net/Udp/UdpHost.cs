using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Srs.Media.Net.Udp;

/// <summary>A UDP port: one socket or several that share it, each with a thread that receives.</summary>
/// <remarks>
/// Linux spreads the peers over the shards (SO_REUSEPORT), hands over and takes many datagrams a call, and sends answers from the address
/// that was asked. Elsewhere there is one shard on the framework's socket, and the system chooses the address. Knows no protocol.
/// </remarks>
public sealed class UdpHost : IDisposable
{
    private readonly UdpShard[] _shards;
    private int _isStopped;

    private UdpHost(UdpShard[] shards, IPEndPoint local, bool isPortable)
    {
        _shards = shards;
        Local = local;
        IsPortable = isPortable;
    }

    /// <summary>Where it listens, with the port that it has.</summary>
    public IPEndPoint Local { get; }

    /// <summary>Whether it uses the framework's sockets instead of what the system offers beyond.</summary>
    public bool IsPortable { get; }

    /// <summary>The sockets and their threads, in the order of their numbers.</summary>
    public ImmutableArray<UdpShard> Shards => ImmutableCollectionsMarshal.AsImmutableArray(_shards);

    /// <summary>Binds the port and begins to receive.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="receiver">Called from now on until <see cref="Dispose"/> has returned.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="IOException">The port cannot be had; the message says why: somebody else has it, or the address is not of this machine.</exception>
    public static UdpHost Start(UdpHostOptions options, IUdpReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(receiver);
        ArgumentOutOfRangeException.ThrowIfNegative(options.Shards);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Shards, UdpHostOptions.MaxShards);
        var isPortable = options.IsPortable || !OperatingSystem.IsLinux() || !Environment.Is64BitProcess;
        var count = isPortable ? 1 : options.Shards > 0 ? options.Shards : Math.Min(Environment.ProcessorCount, UdpHostOptions.MaxShards);
        var sockets = Bind(options, count);
        try
        {
            var local = (IPEndPoint)sockets[0].LocalEndPoint!;
            var tellsLocalAddress = local.Address.Equals(IPAddress.Any) || local.Address.Equals(IPAddress.IPv6Any);
            var shards = new UdpShard[count];
            for (var i = 0; i < count; i++)
            {
                UdpSocket socket = isPortable ? new PortableUdpSocket(sockets[i]) : new LinuxUdpSocket(sockets[i], tellsLocalAddress);
                shards[i] = new UdpShard(i, socket, receiver, (sockets[i].ReceiveBufferSize, sockets[i].SendBufferSize));
            }

            foreach (var shard in shards)
            {
                shard.Start();
            }

            return new UdpHost(shards, local, isPortable);
        }
        catch
        {
            sockets.ForEach(static socket => socket.Dispose());
            throw;
        }
    }

    /// <summary>Stops receiving and closes the port; returns when all threads have ended. Not from one of them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            foreach (var shard in _shards)
            {
                shard.Stop();
            }
        }
    }

    private static List<Socket> Bind(UdpHostOptions options, int count)
    {
        var sockets = new List<Socket>();
        try
        {
            // The first one takes the port for itself, and shares it only then: otherwise a second server of the same user would get half of
            // the peers, and neither would be told.
            sockets.Add(Open(options, options.Port, isFirst: true));
            if (count > 1)
            {
                Share(sockets[0]);
                var port = ((IPEndPoint)sockets[0].LocalEndPoint!).Port;
                while (sockets.Count < count)
                {
                    sockets.Add(Open(options with { Address = options.Address ?? ((IPEndPoint)sockets[0].LocalEndPoint!).Address }, port, isFirst: false));
                }
            }

            return sockets;
        }
        catch (Exception e)
        {
            sockets.ForEach(static socket => socket.Dispose());
            if (e is SocketException error)
            {
                throw new IOException(Explain(options, error), error);
            }

            throw;
        }
    }

    private static Socket Open(UdpHostOptions options, int port, bool isFirst)
    {
        if (options.Address is not null)
        {
            return Open(options.Address, port, options, isFirst);
        }

        try
        {
            return Open(IPAddress.IPv6Any, port, options, isFirst);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable
            or SocketError.ProtocolNotSupported or SocketError.OperationNotSupported)
        {
            return Open(IPAddress.Any, port, options, isFirst);
        }
    }

    private static Socket Open(IPAddress address, int port, UdpHostOptions options, bool isFirst)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = address.Equals(IPAddress.IPv6Any);
            }

            if (isFirst)
            {
                socket.ExclusiveAddressUse = true;
            }
            else
            {
                Share(socket);
            }

            SetBuffers(socket, options);
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void Share(Socket socket) => SetInt32(socket, LinuxLibc.ReusePort, 1);

    private static void SetBuffers(Socket socket, UdpHostOptions options)
    {
        if (OperatingSystem.IsLinux() && TryForceBuffers(socket, options))
        {
            return;
        }

        try
        {
            socket.ReceiveBufferSize = options.ReceiveBufferBytes;
            socket.SendBufferSize = options.SendBufferBytes;
        }
        catch (SocketException)
        {
            // Some systems refuse what is beyond their limit instead of giving what they can.
        }
    }

    /// <summary>Beyond the limits of the system, which a server with the right to administer the network may pass.</summary>
    private static bool TryForceBuffers(Socket socket, UdpHostOptions options)
    {
        try
        {
            SetInt32(socket, LinuxLibc.ReceiveBufferForce, options.ReceiveBufferBytes);
            SetInt32(socket, LinuxLibc.SendBufferForce, options.SendBufferBytes);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void SetInt32(Socket socket, int option, int value) =>
        socket.SetRawSocketOption(LinuxLibc.LevelSocket, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in value)));

    private static string Explain(UdpHostOptions options, SocketException error)
    {
        var where = $"UDP port {options.Port}{(options.Address is null ? "" : $" of {options.Address}")}";
        return error.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => $"{where} is in use: another program has it, or a second server of this kind.",
            SocketError.AddressNotAvailable => $"{where} cannot be listened on: the address is none of this machine's.",
            SocketError.AccessDenied => $"{where} may not be listened on by this user; ports below 1024 need a privilege.",
            _ => $"{where} cannot be listened on: {error.Message}.",
        };
    }
}
