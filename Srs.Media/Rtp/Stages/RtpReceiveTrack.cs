using Srs.Media.Buffers;
using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Rtp.Stages;

/// <summary>The receiving end of a published track: packets as they come in, and what is told to their publisher.</summary>
/// <remarks>
/// Leaves out what is not of this track, came twice or far too late; recognizes a source that starts over, a new SSRC and a clock that
/// leaps, and begins a new <see cref="RtpSource"/> then; takes retransmissions apart; asks for what is lost. Used by the publisher's
/// thread alone, but <see cref="KeyFrames"/> and <see cref="History"/>.
/// </remarks>
public sealed class RtpReceiveTrack : IDisposable
{
    /// <summary>Bytes that the feedback fits into.</summary>
    public const int MaxFeedbackLength = 1024;

    /// <summary>A difference between timestamps and arrival, from packet to packet, that only a clock that leaps makes.</summary>
    public static readonly TimeSpan MaxClockStep = TimeSpan.FromSeconds(10);

    /// <summary>Missing packets asked for in one go.</summary>
    private const int MaxAskedAtOnce = 256;

    private readonly RtpReceiveTrackOptions _options;
    private readonly PublisherClock _publisher;
    private readonly BufferPool _pool;
    private readonly RtpSequenceTracker _sequence = new();
    private RtpSource _source;
    private uint _timestamp;
    private TimeSpan _arrival;
    private long _sourceStart;

    /// <summary>Makes the end of a track of which nothing has come yet.</summary>
    /// <param name="options">What was negotiated.</param>
    /// <param name="publisher">Shared by the tracks of a publisher.</param>
    /// <param name="pool">Where packets live; null for the shared one.</param>
    /// <param name="history">Where packets are kept for viewers, disposed with this; null for one of default size.</param>
    public RtpReceiveTrack(
        RtpReceiveTrackOptions options, PublisherClock publisher, BufferPool? pool = null, RtpHistory? history = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _publisher = publisher;
        _pool = pool ?? BufferPool.Shared;
        History = history ?? new RtpHistory();
        Statistics = new ReceptionStatistics(options.Rate);
        KeyFrames = options.IsVideo ? new KeyFrameRequester(options.UsesFullIntraRequests) : null;
        _source = NewSource();
    }

    /// <summary>The source that the track's packets come from; 0 before the first one.</summary>
    public uint Ssrc { get; private set; }

    /// <summary>Recent packets, for viewers. Thread-safe.</summary>
    public RtpHistory History { get; }

    /// <summary>How the source is received.</summary>
    public ReceptionStatistics Statistics { get; }

    /// <summary>Lost packets.</summary>
    public NackGenerator Missing { get; } = new();

    /// <summary>Asks for key frames; null for sound. Its Request is for any thread.</summary>
    public KeyFrameRequester? KeyFrames { get; }

    /// <summary>Packets left out: of another payload type, twice or too late.</summary>
    public long Ignored { get; private set; }

    /// <summary>Times that the source began again.</summary>
    public long Restarts { get; private set; }

    /// <summary>Takes a packet.</summary>
    /// <param name="packet">What <see cref="RtpPacketReader"/> has read; borrowed for the call.</param>
    /// <param name="header">Its header.</param>
    /// <param name="now">When it came, on the clock of <see cref="RtpClock"/>.</param>
    /// <returns>The packet for viewers, kept in <see cref="History"/> too; the caller disposes it. Null when it is left out.</returns>
    public RtpPacket? Receive(ReadOnlySpan<byte> packet, in RtpHeader header, TimeSpan now)
    {
        var received = header.PayloadType == _options.PayloadType ? ReceiveMedia(packet, header, now)
            : header.PayloadType == _options.RetransmissionPayloadType ? ReceiveRetransmission(packet, header, now)
            : null;
        if (received is null)
        {
            Ignored++;
        }
        else
        {
            History.Add(received);
        }

        return received;
    }

    /// <summary>Takes a sender report; one of another source is left out.</summary>
    public void OnSenderReport(in RtcpSenderReport report, TimeSpan now)
    {
        if (report.Ssrc == Ssrc && _sequence.HasStarted)
        {
            Statistics.OnSenderReport(report.Ntp, now);
            _source.Clock.OnSenderReport(report.Ntp, report.RtpTimestamp, now);
        }
    }

    /// <summary>Writes what is due now: lost packets, a wish for a key frame. Called every 5 to 20 ms.</summary>
    /// <param name="destination">At least <see cref="MaxFeedbackLength"/> bytes.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    /// <returns>Bytes of RTCP packets; 0 when nothing is due.</returns>
    public int WriteFeedback(Span<byte> destination, uint senderSsrc, TimeSpan now)
    {
        if (!_sequence.HasStarted)
        {
            return 0;
        }

        var length = KeyFrames?.Write(destination, senderSsrc, Ssrc, now) ?? 0;
        if (_options.Nack)
        {
            Span<ushort> missing = stackalloc ushort[Math.Min(MaxAskedAtOnce, (destination.Length - length - RtcpNack.HeaderLength) / 4)];
            var lostBefore = Missing.Abandoned;
            var count = Missing.Collect(now, missing);
            if (count > 0)
            {
                length += RtcpNack.Write(destination[length..], senderSsrc, Ssrc, missing[..count], out _);
            }

            if (Missing.Abandoned > lostBefore)
            {
                KeyFrames?.Request();
            }
        }

        return length;
    }

    /// <summary>Gives the history's packets back.</summary>
    public void Dispose() => History.Dispose();

    private RtpPacket? ReceiveMedia(ReadOnlySpan<byte> packet, in RtpHeader header, TimeSpan now)
    {
        var isFirst = !_sequence.HasStarted;
        var isNewSource = !isFirst && header.Ssrc != Ssrc;
        var gapStart = _sequence.Highest + 1;
        var step = _sequence.Place(header.Ssrc, header.SequenceNumber, isNewSource, out var sequence);
        switch (step)
        {
            case RtpSequenceStep.Ignored:
                return null;
            case RtpSequenceStep.Restarted:
                Restart(header, sequence, isFirst);
                gapStart = isFirst ? sequence : sequence - 1;
                break;
            case RtpSequenceStep.Late:
                Missing.OnLate(sequence, now);
                break;
        }

        Statistics.OnPacket(sequence, header.Timestamp, now);
        if (step == RtpSequenceStep.Late)
        {
            return sequence < _sourceStart ? null : Make(packet, header, sequence, now);
        }

        if (step == RtpSequenceStep.Next && LeapsClock(header.Timestamp, now))
        {
            _source = NewSource();
            _sourceStart = sequence;
        }

        if (_options.Nack && sequence > gapStart && !Missing.OnGap(gapStart, (int)(sequence - gapStart), now))
        {
            KeyFrames?.Request();
        }

        (_timestamp, _arrival) = (header.Timestamp, now);
        _source.Clock.OnPacket(header.Timestamp, now);
        return Make(packet, header, sequence, now);
    }

    private RtpPacket? ReceiveRetransmission(ReadOnlySpan<byte> packet, in RtpHeader header, TimeSpan now)
    {
        if (!RtxFormat.TryReadSequence(packet, header, out var original)
            || !_sequence.PlaceRetransmission(original, out var sequence)
            || sequence < _sourceStart)
        {
            return null;
        }

        Missing.OnLate(sequence, now);
        var restored = header with { PayloadType = _options.PayloadType, SequenceNumber = original, Ssrc = Ssrc };
        return Make(packet, restored, sequence, now, RtxFormat.HeaderLength);
    }

    private RtpPacket Make(ReadOnlySpan<byte> packet, in RtpHeader header, long sequence, TimeSpan now, int skipped = 0) =>
        new(_pool, packet, header, _options.Extensions, skipped)
        {
            Sequence = sequence,
            Arrival = now,
            Source = _source,
            IsRetransmission = skipped > 0,
        };

    private void Restart(in RtpHeader header, long sequence, bool isFirst)
    {
        if (!isFirst)
        {
            Restarts++;
            _source = NewSource();
            KeyFrames?.Request();
        }

        // The packet before it was needed to confirm the new beginning, and is asked for.
        _sourceStart = sequence - 1;
        Ssrc = header.Ssrc;
        Missing.Reset();
        Statistics.Restart(sequence);
    }

    private bool LeapsClock(uint timestamp, TimeSpan now)
    {
        var step = RtpTicks.ToTime((int)(timestamp - _timestamp), _options.Rate);
        return (step - (now - _arrival)).Duration() > MaxClockStep;
    }

    private RtpSource NewSource() => new(History, new RtpSourceClock(_options.Rate, _publisher));
}
