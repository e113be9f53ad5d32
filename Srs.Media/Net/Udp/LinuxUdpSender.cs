using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Srs.Media.Net.Udp;

/// <summary>Sends by <c>sendmmsg</c>, and ranges of equal datagrams as one message that the kernel cuts (UDP_SEGMENT).</summary>
/// <remarks>
/// Everything of a call lives on the caller's stack, so any number of threads may send. A full way out is waited for once a call, for
/// <see cref="FullWaitMilliseconds"/>; what still finds it full is dropped.
/// </remarks>
internal sealed unsafe class LinuxUdpSender(SafeSocketHandle handle, bool isIPv6)
{
    /// <summary>Messages of a system call.</summary>
    private const int MaxMessages = 32;

    /// <summary>Datagrams of a message; kernels take 64, some networks' cards fewer at good speed.</summary>
    private const int MaxSegments = 32;

    /// <summary>Bytes of a message: what an IPv4 datagram can hold, headers off.</summary>
    private const int MaxMessageBytes = 65_535 - 20 - 8;

    /// <summary>Longest wait of a call for room on the way out.</summary>
    private const int FullWaitMilliseconds = 2;

    /// <summary>Messages one after the other that the kernel refuses to cut, while it sends their datagrams, until it is asked no more.</summary>
    private const int MaxCutFailures = 16;

    private const int ControlHead = 16;
    private const int IPv6InfoLength = ControlHead + 20;
    private const int IPv6InfoSpace = 40;
    private const int IPv4InfoLength = ControlHead + 12;
    private const int IPv4InfoSpace = 32;
    private const int SegmentLength = ControlHead + sizeof(ushort);
    private const int SegmentSpace = 24;

    private int _cutFailures;

    /// <summary>Whether the kernel cuts ranges.</summary>
    internal bool Cuts => Volatile.Read(ref _cutFailures) < MaxCutFailures;

    /// <summary>Sends; from any thread.</summary>
    /// <param name="datagrams">What to send, in this order.</param>
    /// <param name="arena">What their ranges are of.</param>
    /// <exception cref="ObjectDisposedException">The socket has been closed.</exception>
    [SkipLocalsInit]
    public UdpSendOutcome Send(ReadOnlySpan<UdpDatagram> datagrams, ReadOnlySpan<byte> arena)
    {
        var room = datagrams.Length == 1 ? 1 : MaxMessages;
        var messages = stackalloc LinuxLibc.MultiMessage[room];
        var slots = stackalloc Slot[room];
        var outcome = default(UdpSendOutcome);
        var cuts = Cuts;
        fixed (byte* bytes = arena)
        {
            var count = 0;
            foreach (ref readonly var datagram in datagrams)
            {
                _ = arena.Slice(datagram.Start, datagram.Length);
                if (!isIPv6 && !datagram.To.IsIPv4)
                {
                    outcome.Failed += datagram.SegmentSize > 0 ? (datagram.Length + datagram.SegmentSize - 1) / datagram.SegmentSize : 1;
                    continue;
                }

                var step = GetStep(datagram, cuts);
                for (var offset = 0; offset < datagram.Length; offset += step)
                {
                    if (count == room)
                    {
                        Flush(messages, slots, count, ref outcome);
                        count = 0;
                    }

                    slots[count].Prepare(
                        messages + count, datagram.To, bytes + datagram.Start + offset, Math.Min(step, datagram.Length - offset), datagram.SegmentSize, isIPv6);
                    count++;
                }
            }

            Flush(messages, slots, count, ref outcome);
        }

        return outcome;
    }

    /// <summary>Bytes of a range that one message carries.</summary>
    private static int GetStep(in UdpDatagram datagram, bool cuts)
    {
        if (datagram.SegmentSize <= 0 || datagram.SegmentSize >= datagram.Length)
        {
            return datagram.Length;
        }

        return cuts ? datagram.SegmentSize * Math.Clamp(MaxMessageBytes / datagram.SegmentSize, 1, MaxSegments) : datagram.SegmentSize;
    }

    private void Flush(LinuxLibc.MultiMessage* messages, Slot* slots, int count, ref UdpSendOutcome outcome)
    {
        for (var done = 0; done < count;)
        {
            var taken = count - done == 1
                ? LinuxLibc.Send(handle, &messages[done].Message, LinuxLibc.DontWait | LinuxLibc.NoSignal) < 0 ? -1 : 1
                : LinuxLibc.SendMany(handle, messages + done, (uint)(count - done), LinuxLibc.DontWait | LinuxLibc.NoSignal);
            if (taken > 0)
            {
                CountTaken(slots + done, taken, ref outcome);
                done += taken;
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case LinuxLibc.Interrupted:
                    break;
                case LinuxLibc.TryAgain or LinuxLibc.NoBuffers:
                    if (outcome.HasWaited || !WaitForRoom(ref outcome))
                    {
                        CountDropped(slots + done, count - done, ref outcome);
                        return;
                    }

                    break;
                case LinuxLibc.Invalid or LinuxLibc.InputOutput or LinuxLibc.MessageTooLong when slots[done].Segments > 1:
                    SendOneByOne(messages + done, slots + done, ref outcome);
                    done++;
                    break;
                default:
                    outcome.Failed += slots[done].Segments;
                    done++;
                    break;
            }
        }
    }

    /// <summary>Sends the datagrams of a message that the kernel does not cut: no checksum offload, encryption of IP, or too long for the way.</summary>
    private void SendOneByOne(LinuxLibc.MultiMessage* range, Slot* rangeSlot, ref UdpSendOutcome outcome)
    {
        var before = outcome.Sent;
        var message = range->Message;
        message.ControlLength -= SegmentSpace;
        message.Control = message.ControlLength == 0 ? null : message.Control;
        var start = rangeSlot->Vector.Start;
        var left = (int)rangeSlot->Vector.Length;
        LinuxLibc.MultiMessage single;
        Slot slot;
        while (left > 0)
        {
            var length = Math.Min(rangeSlot->SegmentSize, left);
            slot.Vector = new LinuxLibc.Vector { Start = start, Length = (nuint)length };
            slot.SegmentSize = 0;
            single.Message = message;
            single.Message.Vectors = &slot.Vector;
            Flush(&single, &slot, 1, ref outcome);
            start += length;
            left -= length;
        }

        if (outcome.Sent > before)
        {
            Interlocked.Increment(ref _cutFailures);
        }
    }

    private bool WaitForRoom(ref UdpSendOutcome outcome)
    {
        outcome.HasWaited = true;
        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            var entry = new LinuxLibc.PollEntry { File = (int)handle.DangerousGetHandle(), Events = LinuxLibc.PollOutput };
            return LinuxLibc.Poll(&entry, 1, FullWaitMilliseconds) > 0;
        }
        finally
        {
            if (added)
            {
                handle.DangerousRelease();
            }
        }
    }

    private void CountTaken(Slot* slots, int count, ref UdpSendOutcome outcome)
    {
        for (var i = 0; i < count; i++)
        {
            outcome.Sent += slots[i].Segments;
            outcome.SentBytes += (long)slots[i].Vector.Length;
            if (slots[i].Segments > 1 && _cutFailures is > 0 and < MaxCutFailures)
            {
                Volatile.Write(ref _cutFailures, 0);
            }
        }
    }

    private static void CountDropped(Slot* slots, int count, ref UdpSendOutcome outcome)
    {
        for (var i = 0; i < count; i++)
        {
            outcome.Dropped += slots[i].Segments;
        }
    }

    /// <summary>What a message points to.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public LinuxLibc.Vector Vector;
        public int SegmentSize;
        private fixed ulong _control[(IPv6InfoSpace + SegmentSpace) / sizeof(ulong)];
        private fixed byte _name[UdpEndpoint.IPv6SocketAddressLength];

        /// <summary>Datagrams that the message becomes.</summary>
        public readonly int Segments =>
            SegmentSize > 0 && (int)Vector.Length > SegmentSize ? ((int)Vector.Length + SegmentSize - 1) / SegmentSize : 1;

        /// <summary>Fills in a message and what it points to; this lies on the stack and does not move.</summary>
        public void Prepare(LinuxLibc.MultiMessage* message, in UdpEndpoint to, byte* start, int length, int segmentSize, bool isIPv6)
        {
            var self = (Slot*)Unsafe.AsPointer(ref this);
            self->Vector = new LinuxLibc.Vector { Start = start, Length = (nuint)length };
            self->SegmentSize = segmentSize;
            var name = new Span<byte>(self->_name, UdpEndpoint.IPv6SocketAddressLength);
            MemoryMarshal.Write(name, (ushort)(isIPv6 ? LinuxLibc.FamilyIPv6 : LinuxLibc.FamilyIPv4));
            to.Write(name, isIPv6);
            var control = WriteControl(new Span<byte>(self->_control, IPv6InfoSpace + SegmentSpace), to, Segments > 1 ? segmentSize : 0, isIPv6);
            message->Message = new LinuxLibc.Message
            {
                Name = self->_name,
                NameLength = (uint)(isIPv6 ? UdpEndpoint.IPv6SocketAddressLength : UdpEndpoint.IPv4SocketAddressLength),
                Vectors = &self->Vector,
                VectorCount = 1,
                Control = control == 0 ? null : (byte*)self->_control,
                ControlLength = (nuint)control,
            };
        }

        /// <summary>Writes the address to send from and, last, the size of the datagrams, where they are to be told.</summary>
        /// <returns>Bytes written.</returns>
        private static int WriteControl(Span<byte> control, in UdpEndpoint to, int segmentSize, bool isIPv6)
        {
            var length = 0;
            if (to.HasLocalAddress && isIPv6)
            {
                WriteHead(control, IPv6InfoLength, LinuxLibc.LevelIPv6, LinuxLibc.PacketInfoIPv6);
                to.CopyLocalAddress(control[ControlHead..], isIPv6: true);
                MemoryMarshal.Write(control[(ControlHead + 16)..], to.Scope);
                length = IPv6InfoSpace;
            }
            else if (to.HasLocalAddress)
            {
                // Interface, address to send from, address of the header, which is not read.
                WriteHead(control, IPv4InfoLength, LinuxLibc.LevelIPv4, LinuxLibc.PacketInfoIPv4);
                control[ControlHead..IPv4InfoSpace].Clear();
                to.CopyLocalAddress(control[(ControlHead + sizeof(int))..], isIPv6: false);
                length = IPv4InfoSpace;
            }

            if (segmentSize > 0)
            {
                WriteHead(control[length..], SegmentLength, LinuxLibc.LevelUdp, LinuxLibc.UdpSegment);
                MemoryMarshal.Write(control[(length + ControlHead)..], (ushort)segmentSize);
                length += SegmentSpace;
            }

            return length;
        }

        private static void WriteHead(Span<byte> control, int length, int level, int type) =>
            MemoryMarshal.Write(control, new LinuxLibc.Control { Length = (nuint)length, Level = level, Type = type });
    }
}
