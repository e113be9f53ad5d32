using System.Net.Sockets;

namespace Srs.Load.Viewing;

/// <summary>One viewer that has seen its first picture. Owned by the thread that receives for it; others read its counts.</summary>
/// <param name="connection">The connection; taken over.</param>
/// <param name="window">When stalls count.</param>
/// <param name="stallTime">Nanoseconds without a byte that are a stall.</param>
internal sealed class Viewer(PlayConnection connection, MeasuredWindow window, long stallTime) : IDisposable
{
    private long _bytes;
    private long _lastByteTime = CaptureStamp.Now;

    /// <summary>The connection.</summary>
    public PlayConnection Connection => connection;

    /// <summary>Bytes received since the first picture.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Times without a byte that ended, or were going on when it was over.</summary>
    public int Stalls { get; private set; }

    /// <summary>Whether the server ended it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes what has come, uncopied: the kernel drops it.</summary>
    /// <param name="buffer">How much to take at once; its contents mean nothing.</param>
    public void Drain(byte[] buffer)
    {
        while (!IsClosed)
        {
            // Linux drops bytes of TCP that are asked for with MSG_TRUNC (tcp(7)); elsewhere they are copied.
            var count = connection.Socket.Receive(buffer, OperatingSystem.IsLinux() ? SocketFlags.Truncated : SocketFlags.None, out var error);
            if (count > 0)
            {
                CountBytes(count);
            }

            if (count == buffer.Length)
            {
                continue;
            }

            IsClosed = count == 0 && error != SocketError.WouldBlock;
            return;
        }
    }

    /// <summary>Counts bytes that came now.</summary>
    public void CountBytes(int count)
    {
        var now = CaptureStamp.Now;
        CountStall(now);
        _lastByteTime = now;
        Volatile.Write(ref _bytes, _bytes + count);
    }

    /// <summary>Counts a stall that reaches into the window.</summary>
    /// <param name="now">When it ended, or when nobody waits any more.</param>
    public void CountStall(long now)
    {
        if (now - Math.Max(_lastByteTime, window.Start) > stallTime && window.Holds(now))
        {
            Stalls++;
        }
    }

    /// <summary>The server ended it.</summary>
    public void MarkClosed() => IsClosed = true;

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
