using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Rtp.Stages;

/// <summary>When each packet of a transport came, told to its sender for congestion control.</summary>
/// <remarks>
/// For all tracks of a publisher together. Bounded: tells of <see cref="Window"/> packets at most. What comes after it was told to be
/// missing is told once more. No clock of its own; not thread-safe. draft-holmer-rmcat-transport-wide-cc-extensions-01.
/// </remarks>
public sealed class TwccRecorder
{
    /// <summary>Packets that are remembered until they are told.</summary>
    public const int Window = 2048;

    /// <summary>Bytes that every feedback packet fits into.</summary>
    public const int MaxLength = TransportFeedbackWriter.MaxLength;

    /// <summary>Time from feedback to feedback.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private const long TicksPerUnit = TimeSpan.TicksPerMillisecond / 4;

    private readonly long[] _arrivals = new long[Window];
    private long _next;
    private long _end;
    private TimeSpan _told = TimeSpan.MinValue;
    private byte _feedbackCount;

    /// <summary>Makes an empty one.</summary>
    public TwccRecorder() => _arrivals.AsSpan().Fill(TransportFeedbackWriter.NotReceived);

    /// <summary>Packets to tell of, lost ones too.</summary>
    public int Pending => (int)(_end - _next);

    /// <summary>Takes note of a packet.</summary>
    /// <param name="sequence">Transport-wide sequence number from its header extension.</param>
    /// <param name="arrival">On the clock of <see cref="RtpClock"/>.</param>
    public void OnPacket(ushort sequence, TimeSpan arrival)
    {
        var number = _end == 0 ? ushort.MaxValue + 1L + sequence : RtpSequence.Unwrap(sequence, _end - 1);
        if (_end == 0 || number >= _end + Window)
        {
            _arrivals.AsSpan().Fill(TransportFeedbackWriter.NotReceived);
            _next = number;
            _end = number;
        }

        if (number < _end - Window)
        {
            return;
        }

        for (; _end <= number; _end++)
        {
            ArrivalOf(_end) = TransportFeedbackWriter.NotReceived;
        }

        _next = Math.Max(_next, _end - Window);
        ref var known = ref ArrivalOf(number);
        if (known == TransportFeedbackWriter.NotReceived)
        {
            known = arrival.Ticks / TicksPerUnit;
            _next = Math.Min(_next, number);
        }
    }

    /// <summary>Writes one feedback packet, when it is time; called again until it writes nothing.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="mediaSsrc">Any source of the transport.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <returns>Bytes written; 0 when there is nothing to tell yet.</returns>
    public int Write(Span<byte> destination, uint senderSsrc, uint mediaSsrc, TimeSpan now)
    {
        if (now != _told && _told != TimeSpan.MinValue && now - _told < Interval)
        {
            return 0;
        }

        Span<long> arrivals = stackalloc long[TransportFeedbackWriter.MaxStatuses];
        var count = Take(arrivals);
        if (count == 0)
        {
            return 0;
        }

        var length = TransportFeedbackWriter.Write(
            destination, senderSsrc, mediaSsrc, _feedbackCount++, (ushort)_next, arrivals[..count], out var told);
        _next += told;
        _told = now;
        return length;
    }

    private ref long ArrivalOf(long number) => ref _arrivals[number & (Window - 1)];

    /// <summary>The next arrivals; a loss so long that a packet could tell of nothing else is left out.</summary>
    private int Take(Span<long> arrivals)
    {
        var first = _next;
        while (first < _end && ArrivalOf(first) == TransportFeedbackWriter.NotReceived)
        {
            first++;
        }

        if (first - _next >= arrivals.Length)
        {
            _next = first;
        }

        var count = (int)Math.Min(arrivals.Length, _end - _next);
        for (var i = 0; i < count; i++)
        {
            arrivals[i] = ArrivalOf(_next + i);
        }

        return count;
    }
}
