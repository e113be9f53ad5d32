using System.Net.Sockets;
using System.Runtime.InteropServices;
using Srs.Media.Net.Udp;

namespace Srs.Load.Rtc;

/// <summary>Receives many datagrams a call, of each only as much as there is room for; the kernel drops the rest uncopied.</summary>
/// <remarks>Linux. One thread at a time.</remarks>
internal sealed unsafe class DatagramBatch : IDisposable
{
    /// <summary>SO_TIMESTAMPNS: when the kernel had the datagram; socket(7). Also the type of the control message that tells.</summary>
    public const int ArrivalTime = 35;

    /// <summary>Messages of a call.</summary>
    public const int MaxMessages = 64;

    /// <summary>MSG_TRUNC: the length is that of the datagram, also where it was cut.</summary>
    private const int Truncate = 0x20;

    private const int ControlBytes = 64;

    private readonly LinuxLibc.MultiMessage* _messages;
    private readonly byte* _bytes;
    private readonly int _roomBytes;

    /// <summary>Takes memory.</summary>
    /// <param name="roomBytes">Bytes kept of each message.</param>
    public DatagramBatch(int roomBytes)
    {
        _roomBytes = roomBytes;
        _messages = (LinuxLibc.MultiMessage*)NativeMemory.AllocZeroed((nuint)(MaxMessages * (sizeof(LinuxLibc.MultiMessage) + sizeof(LinuxLibc.Vector) + ControlBytes)));
        _bytes = (byte*)NativeMemory.Alloc(MaxMessages * (nuint)roomBytes);
        var vectors = (LinuxLibc.Vector*)(_messages + MaxMessages);
        var controls = (byte*)(vectors + MaxMessages);
        for (var i = 0; i < MaxMessages; i++)
        {
            vectors[i] = new LinuxLibc.Vector { Start = _bytes + ((nint)i * roomBytes), Length = (nuint)roomBytes };
            _messages[i].Message.Vectors = vectors + i;
            _messages[i].Message.VectorCount = 1;
            _messages[i].Message.Control = controls + (i * ControlBytes);
        }
    }

    /// <summary>Takes what is there, without waiting.</summary>
    /// <returns>Messages; 0 when nothing is there.</returns>
    public int Receive(SafeSocketHandle socket)
    {
        for (var i = 0; i < MaxMessages; i++)
        {
            _messages[i].Message.ControlLength = ControlBytes;
        }

        return Math.Max(0, LinuxLibc.ReceiveMany(socket, _messages, MaxMessages, LinuxLibc.DontWait | Truncate, null));
    }

    /// <summary>A message of the last call.</summary>
    /// <param name="index">From 0.</param>
    /// <param name="length">Bytes that it had on the wire, those included for which there was no room.</param>
    /// <param name="segmentSize">Bytes of each of the datagrams that the kernel had joined to it; 0 for a single one.</param>
    /// <param name="arrival">When the kernel had it, in nanoseconds since 1970; 0 when it does not tell.</param>
    /// <returns>What was kept of it.</returns>
    public Span<byte> Get(int index, out int length, out int segmentSize, out long arrival)
    {
        ref var message = ref _messages[index];
        length = (int)message.Length;
        ReadControl(message.Message, out segmentSize, out arrival);
        return new Span<byte>(message.Message.Vectors->Start, Math.Min(length, _roomBytes));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(_messages);
        NativeMemory.Free(_bytes);
    }

    private static void ReadControl(in LinuxLibc.Message message, out int segmentSize, out long arrival)
    {
        (segmentSize, arrival) = (0, 0);
        var control = new ReadOnlySpan<byte>(message.Control, (int)Math.Min(message.ControlLength, ControlBytes));
        while (control.Length >= sizeof(LinuxLibc.Control))
        {
            var head = MemoryMarshal.Read<LinuxLibc.Control>(control);
            if (head.Length < (nuint)sizeof(LinuxLibc.Control) || head.Length > (nuint)control.Length)
            {
                return;
            }

            var data = control[sizeof(LinuxLibc.Control)..(int)head.Length];
            switch (head.Level, head.Type)
            {
                case (LinuxLibc.LevelUdp, LinuxLibc.UdpGro):
                    segmentSize = MemoryMarshal.Read<int>(data);
                    break;
                case (LinuxLibc.LevelSocket, ArrivalTime):
                    arrival = (MemoryMarshal.Read<long>(data) * 1_000_000_000) + MemoryMarshal.Read<long>(data[sizeof(long)..]);
                    break;
            }

            control = control[Math.Min(((int)head.Length + 7) & ~7, control.Length)..];
        }
    }
}
