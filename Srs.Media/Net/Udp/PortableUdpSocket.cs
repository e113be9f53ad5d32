using System.Net;
using System.Net.Sockets;

namespace Srs.Media.Net.Udp;

/// <summary>A socket as the framework has it everywhere: one datagram a call, and answers leave from the address that the system chooses.</summary>
internal sealed class PortableUdpSocket : UdpSocket
{
    /// <summary>Windows: says whether an answer "port unreachable" fails the next receive, which concerns another peer.</summary>
    private const int ConnectionResetControl = unchecked((int)0x9800000C);

    private const int MaxDatagramBytes = 65_535;

    /// <summary>Address of each sending thread.</summary>
    [ThreadStatic]
    private static SocketAddress? _to;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(MaxDatagramBytes, pinned: true);
    private readonly SocketAddress _from;
    private readonly IPEndPoint _self;
    private readonly bool _isIPv6;
    private int _length;
    private int _timeout = -1;
    private UdpEndpoint _sender;

    /// <summary>Takes over a bound socket.</summary>
    public PortableUdpSocket(Socket socket)
        : base(socket)
    {
        _isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _from = new SocketAddress(socket.AddressFamily);
        var local = (IPEndPoint)socket.LocalEndPoint!;
        _self = new IPEndPoint(ToReachable(local.Address), local.Port);
        if (OperatingSystem.IsWindows())
        {
            socket.IOControl(ConnectionResetControl, [0, 0, 0, 0], null);
        }
    }

    /// <inheritdoc/>
    public override bool Receive(UdpShard shard)
    {
        if (_length > 0)
        {
            shard.Deliver(_buffer.AsSpan(0, _length), _sender);
            _length = 0;
        }

        return false;
    }

    /// <inheritdoc/>
    public override void Wait(int milliseconds)
    {
        try
        {
            if (_timeout != milliseconds)
            {
                Socket.ReceiveTimeout = _timeout = milliseconds;
            }

            _length = Socket.ReceiveFrom(_buffer, SocketFlags.None, _from);
            _sender = UdpEndpoint.Read(_from.Buffer.Span, _isIPv6);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Time is up; or too long for the buffer, or an error that belongs to a peer; or the end.
            _length = 0;
        }
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        try
        {
            // An empty datagram, which is handed to nobody.
            Socket.SendTo([], SocketFlags.None, _self);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Its buffer is full, so it wakes; or it is closed.
        }
    }

    /// <inheritdoc/>
    public override int Send(ReadOnlySpan<UdpDatagram> datagrams, ReadOnlySpan<byte> arena)
    {
        var (sent, bytes) = (0, 0L);
        foreach (ref readonly var datagram in datagrams)
        {
            var range = arena.Slice(datagram.Start, datagram.Length);
            var step = datagram.SegmentSize > 0 ? datagram.SegmentSize : range.Length;
            for (; !range.IsEmpty; range = range[Math.Min(step, range.Length)..])
            {
                if (TrySend(datagram.To, range[..Math.Min(step, range.Length)]))
                {
                    sent++;
                    bytes += Math.Min(step, range.Length);
                }
            }
        }

        CountSent(sent, bytes);
        return sent;
    }

    /// <inheritdoc/>
    public override void Dispose() => Socket.Dispose();

    private static IPAddress ToReachable(IPAddress local) =>
        local.Equals(IPAddress.Any) ? IPAddress.Loopback : local.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback.MapToIPv6() : local;

    private bool TrySend(in UdpEndpoint to, ReadOnlySpan<byte> datagram)
    {
        if (!_isIPv6 && !to.IsIPv4)
        {
            CountFailed(1);
            return false;
        }

        try
        {
            var address = _to?.Family == Socket.AddressFamily ? _to : _to = new SocketAddress(Socket.AddressFamily);
            to.Write(address.Buffer.Span, _isIPv6);
            Socket.SendTo(datagram, SocketFlags.None, address);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable)
        {
            CountDropped(1);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            CountFailed(1);
        }

        return false;
    }
}
