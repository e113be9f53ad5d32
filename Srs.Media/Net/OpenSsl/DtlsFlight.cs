namespace Srs.Media.Net.OpenSsl;

/// <summary>The flight of handshake messages that waits for the peer's answer, in copies that are sent one by one while none comes.</summary>
/// <remarks>
/// OpenSSL makes a copy under new record numbers when a timer of its own ends, which follows the machine's clock and is looked at inside of
/// reads. So that timer is made to end at once, some times over; the copies wait here until the owner's clock says so, and nothing that a
/// peer sends can make them go out earlier.
/// </remarks>
internal sealed class DtlsFlight
{
    /// <summary>Copies of each flight; OpenSSL makes twelve at most.</summary>
    public const int Copies = 10;

    private readonly List<List<byte[]>> _copies = [];
    private int _next;

    /// <summary>Counts flights, so that a new one shows.</summary>
    public int Number { get; private set; }

    /// <summary>Whether datagrams belong to a copy, not on the wire.</summary>
    public bool IsCopying { get; private set; }

    /// <summary>Whether there is a flight that was not answered.</summary>
    public bool IsPending => _copies.Count > 0;

    /// <summary>A new flight begins; the copies of the last one are worth nothing.</summary>
    public void Begin()
    {
        Number++;
        Clear();
    }

    /// <summary>A copy of the flight begins.</summary>
    /// <returns>False when it is the last one.</returns>
    public bool BeginCopy()
    {
        IsCopying = true;
        _copies.Add([]);
        return _copies.Count < Copies;
    }

    /// <summary>Whatever is written from now on is no copy.</summary>
    public void EndCopies() => IsCopying = false;

    /// <summary>Adds records to the copy; they share a datagram with those before while there is room.</summary>
    public void Add(ReadOnlySpan<byte> records, int maxBytes)
    {
        var datagrams = _copies[^1];
        if (datagrams.Count > 0 && datagrams[^1].Length + records.Length <= maxBytes)
        {
            datagrams[^1] = [.. datagrams[^1], .. records];
        }
        else
        {
            datagrams.Add(records.ToArray());
        }
    }

    /// <summary>Datagrams of the next copy; empty when all were sent.</summary>
    public IReadOnlyList<byte[]> TakeCopy()
    {
        if (_next == _copies.Count)
        {
            return [];
        }

        var copy = _copies[_next];
        _copies[_next++] = [];
        return copy;
    }

    /// <summary>The flight was answered.</summary>
    public void Clear()
    {
        _copies.Clear();
        _next = 0;
        IsCopying = false;
    }
}
