using System.Net.Sockets;

namespace Srs.Media.Net.Udp;

/// <summary>A bound socket as a shard uses it: one thread receives, any thread sends.</summary>
internal abstract class UdpSocket(Socket socket) : IDisposable
{
    /// <summary>Datagrams that were not sent because the way out was full.</summary>
    private long _droppedSends;
    private long _failedSends;
    private long _sentDatagrams;
    private long _sentBytes;

    /// <summary>Datagrams that the kernel took.</summary>
    public long SentDatagrams => Interlocked.Read(ref _sentDatagrams);

    /// <summary>Their bytes.</summary>
    public long SentBytes => Interlocked.Read(ref _sentBytes);

    /// <summary>Datagrams that were not sent because the way out was full.</summary>
    public long DroppedSends => Interlocked.Read(ref _droppedSends);

    /// <summary>Datagrams that the kernel refused.</summary>
    public long FailedSends => Interlocked.Read(ref _failedSends);

    /// <summary>Datagrams that the kernel dropped before they were received; 0 where it does not tell.</summary>
    public virtual long DroppedReceives => 0;

    /// <summary>What it is made of.</summary>
    protected Socket Socket { get; } = socket;

    /// <summary>Hands over what is there, without waiting; on the receiving thread.</summary>
    /// <returns>False when nothing is left, as far as is known.</returns>
    public abstract bool Receive(UdpShard shard);

    /// <summary>Waits until something is there or <see cref="Wake"/> is called; on the receiving thread.</summary>
    /// <param name="milliseconds">How long at most; -1 for as long as it takes.</param>
    public abstract void Wait(int milliseconds);

    /// <summary>Ends the wait of the receiving thread, or its next one; from any thread.</summary>
    public abstract void Wake();

    /// <summary>Sends; from any thread.</summary>
    /// <param name="datagrams">What to send, in this order.</param>
    /// <param name="arena">What their ranges are of.</param>
    /// <returns>Datagrams that the kernel took.</returns>
    public abstract int Send(ReadOnlySpan<UdpDatagram> datagrams, ReadOnlySpan<byte> arena);

    /// <summary>Closes the socket; the receiving thread has ended.</summary>
    public abstract void Dispose();

    /// <summary>Counts what became of a call to send.</summary>
    protected void CountSent(int datagrams, long bytes)
    {
        Interlocked.Add(ref _sentDatagrams, datagrams);
        Interlocked.Add(ref _sentBytes, bytes);
    }

    /// <summary>Counts datagrams that found the way out full.</summary>
    protected void CountDropped(int datagrams) => Interlocked.Add(ref _droppedSends, datagrams);

    /// <summary>Counts datagrams that were refused.</summary>
    protected void CountFailed(int datagrams) => Interlocked.Add(ref _failedSends, datagrams);
}
