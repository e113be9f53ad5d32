using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Srs.Media.Net.Udp;

/// <summary>What Linux offers for datagrams beyond the framework; layouts of 64 bits, glibc and musl.</summary>
internal static unsafe partial class LinuxLibc
{
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int TryAgain = 11;
    public const int Invalid = 22;
    public const int MessageTooLong = 90;
    public const int NoBuffers = 105;

    public const short PollInput = 1;
    public const short PollOutput = 4;

    /// <summary>EFD_NONBLOCK and EFD_CLOEXEC.</summary>
    public const int EventFlags = 0x800 | 0x80000;

    public const int FamilyIPv4 = 2;
    public const int FamilyIPv6 = 10;

    public const int LevelSocket = 1;
    public const int LevelIPv4 = 0;
    public const int LevelUdp = 17;
    public const int LevelIPv6 = 41;

    /// <summary>Several sockets of one port, among which the kernel spreads the peers; socket(7).</summary>
    public const int ReusePort = 15;

    public const int SendBufferForce = 32;
    public const int ReceiveBufferForce = 33;

    /// <summary>Counters of a socket, 32 bits each; the drops of the receive buffer are the ninth.</summary>
    public const int MemoryInfo = 55;
    public const int MemoryInfoDrops = 8;
    public const int MemoryInfoCount = 9;

    /// <summary>Address of ours that a datagram came to, or leaves from; ip(7), RFC 3542 6.</summary>
    public const int PacketInfoIPv4 = 8;
    public const int ReceivePacketInfoIPv6 = 49;
    public const int PacketInfoIPv6 = 50;

    /// <summary>Size of the datagrams that a range is cut into, or was joined from; udp(7).</summary>
    public const int UdpSegment = 103;
    public const int UdpGro = 104;

    /// <summary>recvmmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    public static partial int ReceiveMany(SafeSocketHandle socket, MultiMessage* messages, uint count, int flags, void* timeout);

    /// <summary>sendmmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "sendmmsg", SetLastError = true)]
    public static partial int SendMany(SafeSocketHandle socket, MultiMessage* messages, uint count, int flags);

    /// <summary>sendmsg(2).</summary>
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint Send(SafeSocketHandle socket, Message* message, int flags);

    /// <summary>poll(2).</summary>
    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollEntry* entries, nuint count, int timeoutMilliseconds);

    /// <summary>eventfd(2).</summary>
    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    public static partial int CreateEvent(uint initial, int flags);

    /// <summary>read(2).</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, void* bytes, nuint count);

    /// <summary>write(2).</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, void* bytes, nuint count);

    /// <summary><c>struct iovec</c>.</summary>
    public struct Vector
    {
        public byte* Start;
        public nuint Length;
    }

    /// <summary><c>struct msghdr</c>.</summary>
    public struct Message
    {
        public byte* Name;
        public uint NameLength;
        public Vector* Vectors;
        public nuint VectorCount;
        public byte* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary><c>struct mmsghdr</c>.</summary>
    public struct MultiMessage
    {
        public Message Message;
        public uint Length;
    }

    /// <summary><c>struct pollfd</c>.</summary>
    public struct PollEntry
    {
        public int File;
        public short Events;
        public short Results;
    }

    /// <summary><c>struct cmsghdr</c>; its data follows, and the next one begins at a multiple of 8.</summary>
    public struct Control
    {
        public nuint Length;
        public int Level;
        public int Type;
    }
}
