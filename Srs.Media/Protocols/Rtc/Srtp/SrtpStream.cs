namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>What is remembered of one SSRC: its roll-over counter and which packets were taken.</summary>
internal sealed class SrtpStream(uint ssrc)
{
    private const int HalfTheSequence = 0x8000;

    private ReplayWindow _taken = new();

    /// <summary>Whose packets.</summary>
    public uint Ssrc => ssrc;

    /// <summary>Counts uses in the table, so that the one idle for longest is known.</summary>
    public long LastUse { get; set; }

    /// <summary>Index of an RTP packet: roll-over counter and sequence number, 48 bits. RFC 3711 section 3.3.1.</summary>
    /// <param name="sequence">As in its header; taken to be within half a round of the newest.</param>
    public ulong IndexOf(ushort sequence)
    {
        if (_taken.IsEmpty)
        {
            return sequence;
        }

        var (rollOver, newest) = (_taken.Newest >> 16, (ushort)_taken.Newest);
        if (newest < HalfTheSequence)
        {
            // Before the first round there is none: the sender jumped ahead.
            if (sequence - newest > HalfTheSequence && rollOver > 0)
            {
                rollOver--;
            }
        }
        else if (newest - HalfTheSequence > sequence)
        {
            rollOver++;
        }

        return (rollOver << 16) | sequence;
    }

    /// <summary>Whether a packet was not taken yet and is not too old to know.</summary>
    public bool IsFresh(ulong index) => _taken.IsFresh(index);

    /// <summary>Takes a packet, which is fresh and authentic.</summary>
    public void Take(ulong index) => _taken.Take(index);
}
