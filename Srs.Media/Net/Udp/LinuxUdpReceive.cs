using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Srs.Media.Net.Udp;

/// <summary>The memory of one <c>recvmmsg</c> call: messages, their addresses, control data and bytes. One thread uses it.</summary>
/// <remarks>
/// The kernel may join datagrams of one peer and equal size into one message (UDP_GRO); they are handed over one by one again. Not moved by
/// the garbage collector, and given back by <see cref="Dispose"/>.
/// </remarks>
internal sealed unsafe class LinuxUdpReceive : IDisposable
{
    /// <summary>Messages of a call.</summary>
    public const int MaxMessages = 32;

    /// <summary>
    /// The largest message of UDP, and what keeps the first bytes of all messages from falling on the same lines of the processor's cache.
    /// </summary>
    private const int SlotBytes = 64 * 1024 + 17 * 64;

    private const int NameBytes = 32;
    private const int ControlBytes = 128;

    private readonly LinuxLibc.MultiMessage* _messages;
    private readonly byte* _bytes;
    private readonly bool _isIPv6;
    private int _dirty;

    /// <summary>Takes memory; of the bytes the system gives only what is written to.</summary>
    /// <param name="isIPv6">Whether addresses are those of an IPv6 socket.</param>
    public LinuxUdpReceive(bool isIPv6)
    {
        _isIPv6 = isIPv6;
        var head = MaxMessages * (sizeof(LinuxLibc.MultiMessage) + sizeof(LinuxLibc.Vector) + NameBytes + ControlBytes);
        _messages = (LinuxLibc.MultiMessage*)NativeMemory.AllocZeroed((nuint)head);
        _bytes = (byte*)NativeMemory.Alloc(MaxMessages * (nuint)SlotBytes);
        var vectors = (LinuxLibc.Vector*)(_messages + MaxMessages);
        var names = (byte*)(vectors + MaxMessages);
        var controls = names + MaxMessages * NameBytes;
        for (var i = 0; i < MaxMessages; i++)
        {
            vectors[i] = new LinuxLibc.Vector { Start = _bytes + i * SlotBytes, Length = SlotBytes };
            _messages[i].Message.Name = names + i * NameBytes;
            _messages[i].Message.Vectors = vectors + i;
            _messages[i].Message.VectorCount = 1;
            _messages[i].Message.Control = controls + i * ControlBytes;
        }

        _dirty = MaxMessages;
    }

    /// <summary>Receives what is there, without waiting.</summary>
    /// <returns>Messages, or -1 with the error of the call.</returns>
    public int Receive(SafeSocketHandle socket)
    {
        // The kernel has overwritten these in the messages that it used.
        for (var i = 0; i < _dirty; i++)
        {
            _messages[i].Message.NameLength = NameBytes;
            _messages[i].Message.ControlLength = ControlBytes;
        }

        var count = LinuxLibc.ReceiveMany(socket, _messages, MaxMessages, LinuxLibc.DontWait, null);
        _dirty = Math.Max(0, count);
        return count;
    }

    /// <summary>Hands over the datagrams of a message.</summary>
    public void Deliver(int index, UdpShard shard)
    {
        ref var message = ref _messages[index];
        var from = UdpEndpoint.Read(new ReadOnlySpan<byte>(message.Message.Name, NameBytes), _isIPv6);
        var segmentSize = ReadControl(message.Message, ref from);
        var bytes = new Span<byte>(message.Message.Vectors->Start, (int)message.Length);
        if (segmentSize <= 0 || segmentSize >= bytes.Length)
        {
            if (!bytes.IsEmpty)
            {
                shard.Deliver(bytes, from);
            }

            return;
        }

        while (!bytes.IsEmpty)
        {
            var length = Math.Min(segmentSize, bytes.Length);
            shard.Deliver(bytes[..length], from);
            bytes = bytes[length..];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_bytes);
    }

    /// <summary>Finds the address that the datagram came to, and the size of joined ones.</summary>
    /// <returns>That size; 0 for a single datagram.</returns>
    private static int ReadControl(in LinuxLibc.Message message, ref UdpEndpoint from)
    {
        const int Align = 8;
        const int IPv4DestinationAt = 8;
        var segmentSize = 0;
        var control = new ReadOnlySpan<byte>(message.Control, (int)Math.Min(message.ControlLength, ControlBytes));
        while (control.Length >= sizeof(LinuxLibc.Control))
        {
            var header = MemoryMarshal.Read<LinuxLibc.Control>(control);
            if (header.Length < (nuint)sizeof(LinuxLibc.Control) || header.Length > (nuint)control.Length)
            {
                break;
            }

            var data = control[sizeof(LinuxLibc.Control)..(int)header.Length];
            switch (header.Level, header.Type)
            {
                case (LinuxLibc.LevelUdp, LinuxLibc.UdpGro) when data.Length >= sizeof(int):
                    segmentSize = MemoryMarshal.Read<int>(data);
                    break;
                case (LinuxLibc.LevelIPv6, LinuxLibc.PacketInfoIPv6) when data.Length >= 16:
                    from = from.WithLocalAddress(data[..16]);
                    break;
                case (LinuxLibc.LevelIPv4, LinuxLibc.PacketInfoIPv4) when data.Length >= 12:
                    from = from.WithLocalAddress(data[IPv4DestinationAt..12]);
                    break;
            }

            control = control[(int)Math.Min((header.Length + Align - 1) & ~(nuint)(Align - 1), (nuint)control.Length)..];
        }

        return segmentSize;
    }
}
