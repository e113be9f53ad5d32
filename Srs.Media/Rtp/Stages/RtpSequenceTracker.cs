namespace Srs.Media.Rtp.Stages;

/// <summary>Puts the sequence numbers of a source on an endless count, tells which came already and when the source starts over.</summary>
/// <remarks>
/// RFC 3550 appendix A.1, with one difference: a source that starts over goes on at a higher number of the count, so that no number
/// is ever given twice.
/// </remarks>
internal sealed class RtpSequenceTracker
{
    /// <summary>Packets in a row that have to come twice before they count as a new beginning.</summary>
    private const int RepeatedRun = 4;

    private readonly SequenceWindow _received = new();
    private uint _candidateSsrc;
    private ushort _candidateNext;
    private int _candidates;

    /// <summary>Whether a packet has come.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>The highest number so far.</summary>
    public long Highest => _received.Highest;

    /// <summary>Places a packet.</summary>
    /// <param name="ssrc">Its source.</param>
    /// <param name="value">Its sequence number.</param>
    /// <param name="isNewSource">Whether the source is another one than before.</param>
    /// <param name="sequence">Its number on the count; without meaning when it is ignored.</param>
    public RtpSequenceStep Place(uint ssrc, ushort value, bool isNewSource, out long sequence)
    {
        if (!HasStarted)
        {
            HasStarted = true;
            sequence = Start(ushort.MaxValue + 1L + value);
            return RtpSequenceStep.Restarted;
        }

        sequence = RtpSequence.Unwrap(value, Highest);
        var step = sequence - Highest;
        if (isNewSource || step is >= RtpLimits.MaxDropout or <= -RtpLimits.MaxMisorder)
        {
            return Confirm(ssrc, value, needed: 2, ref sequence);
        }

        if (step > 0)
        {
            _received.Add(sequence);
            _candidates = 0;
            return RtpSequenceStep.Next;
        }

        if (!_received.IsSeen(sequence))
        {
            _received.Add(sequence);
            return RtpSequenceStep.Late;
        }

        // A source that starts over may by chance land among the numbers that came already.
        return Confirm(ssrc, value, RepeatedRun, ref sequence);
    }

    /// <summary>Places a packet that came as a retransmission.</summary>
    /// <returns>False when it came already, is too old, or is ahead of everything.</returns>
    public bool PlaceRetransmission(ushort value, out long sequence)
    {
        sequence = RtpSequence.Unwrap(value, Highest);
        var isWanted = HasStarted && sequence < Highest && sequence > Highest - RtpLimits.MaxMisorder && !_received.IsSeen(sequence);
        if (isWanted)
        {
            _received.Add(sequence);
        }

        return isWanted;
    }

    private RtpSequenceStep Confirm(uint ssrc, ushort value, int needed, ref long sequence)
    {
        var continues = _candidates > 0 && ssrc == _candidateSsrc && value == _candidateNext;
        _candidates = continues ? _candidates + 1 : 1;
        _candidateSsrc = ssrc;
        _candidateNext = (ushort)(value + 1);
        if (_candidates < needed)
        {
            return RtpSequenceStep.Ignored;
        }

        // Two rounds on, so that no number of the new run is near one of the old.
        sequence = Start((((Highest >> 16) + 2) << 16) + value);
        return RtpSequenceStep.Restarted;
    }

    private long Start(long sequence)
    {
        _candidates = 0;
        _received.Restart(sequence);
        return sequence;
    }
}
