namespace Srs.Media.Net.Udp;

/// <summary>What became of a call to send, counted in datagrams.</summary>
internal struct UdpSendOutcome
{
    /// <summary>Taken by the kernel.</summary>
    public int Sent;

    /// <summary>Bytes of these.</summary>
    public long SentBytes;

    /// <summary>Dropped because the way out was full.</summary>
    public int Dropped;

    /// <summary>Refused.</summary>
    public int Failed;

    /// <summary>Whether the call has waited for room already.</summary>
    public bool HasWaited;
}
