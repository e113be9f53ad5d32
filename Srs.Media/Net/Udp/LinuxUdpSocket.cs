using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Srs.Media.Net.Udp;

/// <summary>A socket as Linux has it: many datagrams a call, ranges cut by the kernel, and answers from the address that was asked.</summary>
internal sealed unsafe class LinuxUdpSocket : UdpSocket
{
    /// <summary>How long the receiving thread rests after an error that belongs to no datagram.</summary>
    private const int ErrorRestMilliseconds = 10;

    private readonly SafeSocketHandle _handle;
    private readonly SafeFileHandle _wake;
    private readonly LinuxUdpReceive _receive;
    private readonly LinuxUdpSender _sender;
    private bool _isResting;

    /// <summary>Takes over a bound socket.</summary>
    /// <param name="socket">Closed by <see cref="Dispose"/>.</param>
    /// <param name="tellsLocalAddress">Whether it is bound to all addresses, so that each datagram tells which it came to.</param>
    /// <exception cref="IOException">The system has no descriptor left.</exception>
    public LinuxUdpSocket(Socket socket, bool tellsLocalAddress)
        : base(socket)
    {
        _handle = socket.SafeHandle;
        var isIPv6 = socket.AddressFamily == AddressFamily.InterNetworkV6;
        _wake = new SafeFileHandle(LinuxLibc.CreateEvent(0, LinuxLibc.EventFlags), ownsHandle: true);
        if (_wake.IsInvalid)
        {
            throw new IOException($"eventfd failed (errno {Marshal.GetLastPInvokeError()}).");
        }

        // Kernels before 5.0 do not join datagrams.
        TrySet(LinuxLibc.LevelUdp, LinuxLibc.UdpGro);
        if (tellsLocalAddress)
        {
            TrySet(
                isIPv6 ? LinuxLibc.LevelIPv6 : LinuxLibc.LevelIPv4,
                isIPv6 ? LinuxLibc.ReceivePacketInfoIPv6 : LinuxLibc.PacketInfoIPv4);
        }

        _receive = new LinuxUdpReceive(isIPv6);
        _sender = new LinuxUdpSender(_handle, isIPv6);
    }

    /// <inheritdoc/>
    public override long DroppedReceives
    {
        get
        {
            Span<uint> counters = stackalloc uint[LinuxLibc.MemoryInfoCount];
            try
            {
                var length = Socket.GetRawSocketOption(LinuxLibc.LevelSocket, LinuxLibc.MemoryInfo, MemoryMarshal.AsBytes(counters));
                return length == LinuxLibc.MemoryInfoCount * sizeof(uint) ? counters[LinuxLibc.MemoryInfoDrops] : 0;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return 0;
            }
        }
    }

    /// <inheritdoc/>
    public override bool Receive(UdpShard shard)
    {
        var count = _receive.Receive(_handle);
        if (count < 0)
        {
            _isResting = Marshal.GetLastPInvokeError() is not (LinuxLibc.TryAgain or LinuxLibc.Interrupted);
            return false;
        }

        for (var i = 0; i < count; i++)
        {
            _receive.Deliver(i, shard);
        }

        return count == LinuxUdpReceive.MaxMessages;
    }

    /// <inheritdoc/>
    public override void Wait(int milliseconds)
    {
        // The numbers stay valid: the descriptors are closed after the only thread that waits has ended.
        var entries = stackalloc LinuxLibc.PollEntry[2];
        entries[0] = new LinuxLibc.PollEntry { File = (int)_wake.DangerousGetHandle(), Events = LinuxLibc.PollInput };
        entries[1] = new LinuxLibc.PollEntry { File = (int)_handle.DangerousGetHandle(), Events = LinuxLibc.PollInput };
        var ready = _isResting ? LinuxLibc.Poll(entries, 1, ErrorRestMilliseconds) : LinuxLibc.Poll(entries, 2, milliseconds);
        _isResting = false;
        if (ready > 0 && entries[0].Results != 0)
        {
            ulong value;
            LinuxLibc.Read(_wake, &value, sizeof(ulong));
        }
    }

    /// <inheritdoc/>
    public override void Wake()
    {
        ulong one = 1;
        LinuxLibc.Write(_wake, &one, sizeof(ulong));
    }

    /// <inheritdoc/>
    public override int Send(ReadOnlySpan<UdpDatagram> datagrams, ReadOnlySpan<byte> arena)
    {
        try
        {
            var outcome = _sender.Send(datagrams, arena);
            CountSent(outcome.Sent, outcome.SentBytes);
            if ((outcome.Dropped | outcome.Failed) != 0)
            {
                CountDropped(outcome.Dropped);
                CountFailed(outcome.Failed);
            }

            return outcome.Sent;
        }
        catch (ObjectDisposedException)
        {
            // The host was stopped meanwhile.
            return 0;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Socket.Dispose();
        _wake.Dispose();
        _receive.Dispose();
    }

    private void TrySet(int level, int option)
    {
        try
        {
            var on = 1;
            Socket.SetRawSocketOption(level, option, MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in on)));
        }
        catch (SocketException)
        {
            // Then without.
        }
    }
}
