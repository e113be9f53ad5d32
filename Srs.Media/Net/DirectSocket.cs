using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Srs.Media.Net;

/// <summary>The sending side of a connection's socket, past the pipe of whoever accepted it.</summary>
/// <remarks>
/// <para>The accepting server goes on reading from the socket and closes it; nobody but the holder of this writes to it, so the
/// connection's own output pipe stays untouched. Not for TLS, whose bytes only its pipe can make.</para>
/// <para>One thread at a time sends, through <see cref="Writer"/> or <see cref="TrySend"/>.</para>
/// </remarks>
public sealed partial class DirectSocket
{
    /// <summary>
    /// Bytes that the kernel takes beyond what is in flight. Left alone it takes megabytes for each slow viewer.
    /// </summary>
    private const int MaxUnsentBytes = 256 * 1024;

    private static readonly LingerOption DropAtClose = new(enable: true, seconds: 0);

    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;

    /// <summary>Takes over the sending side.</summary>
    /// <param name="socket">Connected; stays open, and its owner's.</param>
    /// <exception cref="SocketException">The connection is gone.</exception>
    public DirectSocket(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _handle = socket.SafeHandle;
        LimitUnsentBytes(socket);
        Writer = new DirectSocketWriter(this, socket);
    }

    /// <summary>For everything but shared media: what it has flushed is in the kernel.</summary>
    public DirectSocketWriter Writer { get; }

    /// <summary>Offers bytes to the kernel and returns at once.</summary>
    /// <returns>Bytes taken; 0 when it takes none now.</returns>
    /// <exception cref="SocketException">The connection is gone.</exception>
    /// <exception cref="ObjectDisposedException">It has been closed on this side.</exception>
    public int TrySend(ReadOnlySpan<byte> bytes)
    {
        if (OperatingSystem.IsLinux())
        {
            return SendNow(bytes);
        }

        _socket.Blocking = false;
        var sent = _socket.Send(bytes, SocketFlags.None, out var error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock or SocketError.Interrupted => 0,
            _ => throw new SocketException((int)error),
        };
    }

    /// <summary>Starts to send bytes that have to wait until the kernel takes more.</summary>
    /// <param name="arguments">Says what, and is told the outcome.</param>
    /// <returns>False when it is done already.</returns>
    internal bool StartSend(SocketAsyncEventArgs arguments) => _socket.SendAsync(arguments);

    /// <summary>Ends both directions at once; what waits to be sent fails, and what the kernel has not sent yet is dropped at the close.</summary>
    public void Cancel()
    {
        try
        {
            // The accepting server takes the end for the peer's and may close in good order before anybody aborts; the kernel would
            // then offer its bytes for minutes to a peer that does not read.
            _socket.LingerState = DropAtClose;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }

        Shutdown(SocketShutdown.Both);
    }

    /// <summary>Tells the peer that nothing more comes, after all that has been sent.</summary>
    public void ShutdownSend() => Shutdown(SocketShutdown.Send);

    private void Shutdown(SocketShutdown how)
    {
        try
        {
            _socket.Shutdown(how);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    private unsafe int SendNow(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            nint sent;
            fixed (byte* start = bytes)
            {
                sent = Libc.Send(_handle, start, bytes.Length, Libc.DontWait | Libc.NoSignal);
            }

            if (sent >= 0)
            {
                return (int)sent;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Libc.TryAgain:
                    return 0;
                case Libc.Interrupted:
                    continue;
                case var error:
                    throw new IOException($"The connection cannot be written to (errno {error}).");
            }
        }
    }

    private static void LimitUnsentBytes(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> value = stackalloc byte[sizeof(int)];
            MemoryMarshal.Write(value, MaxUnsentBytes);
            socket.SetRawSocketOption(Libc.ProtocolTcp, Libc.TcpNotSentLowAt, value);
        }
    }

    private static unsafe partial class Libc
    {
        public const int DontWait = 0x40;
        public const int NoSignal = 0x4000;
        public const int Interrupted = 4;
        public const int TryAgain = 11;
        public const int ProtocolTcp = 6;
        public const int TcpNotSentLowAt = 25;

        /// <summary>send(2). The handle is held for the length of the call, so that its number cannot come to mean another connection.</summary>
        [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
        public static partial nint Send(SafeSocketHandle socket, byte* bytes, nint length, int flags);
    }
}
