using System.Buffers.Binary;

namespace Srs.Media.Rtp.Stages;

/// <summary>Makes a viewer's packets of shared ones: one source with continuing sequence numbers and timestamps, whoever publishes.</summary>
/// <remarks>
/// Lost packets stay lost, so that the viewer asks for them. Where one run of packets ends and another begins, numbers go on by one and
/// timestamps by the time that passed. Each packet of ours has one content for ever, a packet sent again included: SRTP would give its
/// key away otherwise (RFC 7714 §8.1). Allocates nothing per packet. Not thread-safe.
/// </remarks>
public sealed class RtpRewriter
{
    /// <summary>
    /// Bytes that a packet may be longer than its payload: header, number of a retransmission, and header extensions of the one-byte form, of
    /// which three are ours and four the publisher's.
    /// </summary>
    public const int MaxGrowth = RtpHeader.FixedLength + RtxFormat.HeaderLength + 104;

    /// <summary>Packets whose stamps are kept for sending them again as they were.</summary>
    private const int MaxStamps = 1024;

    /// <summary>Runs of packets of which lost ones can still be found.</summary>
    private const int MaxRuns = 8;

    /// <summary>How much faster packets of the past go, as a power of two: two seconds pass in 31 ms.</summary>
    private const int Hurry = 6;

    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(1);

    private readonly RtpRewriterOptions _options;
    private readonly byte[] _mid;
    private readonly byte _midId;
    private readonly byte _transportSequenceId;
    private readonly byte _absoluteSendTimeId;
    private readonly Run[] _runs = new Run[MaxRuns];
    private readonly RtpSendStamp[] _stamps;
    private int _runCount;
    private readonly SequenceWindow _sent = new();
    private uint _timestamp;
    private TimeSpan _arrival;
    private ushort _retransmissions;
    private uint? _present;
    private bool _isCut;

    /// <summary>Makes a rewriter for one track of one viewer.</summary>
    public RtpRewriter(RtpRewriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _mid = options.Mid.ToArray();
        _midId = _mid.Length == 0 ? (byte)0 : options.Extensions.IdOf(RtpExtensionKind.Mid);
        _transportSequenceId = options.Extensions.IdOf(RtpExtensionKind.TransportSequence);
        _absoluteSendTimeId = options.Extensions.IdOf(RtpExtensionKind.AbsoluteSendTime);
        var keepsStamps = options.RetransmissionSsrc is null && (_transportSequenceId | _absoluteSendTimeId) != 0;
        _stamps = keepsStamps ? new RtpSendStamp[MaxStamps] : [];
    }

    /// <summary>The viewer's source.</summary>
    public uint Ssrc => _options.Ssrc;

    /// <summary>Whether a packet was written.</summary>
    public bool HasStarted => _runCount > 0;

    private ref Run Current => ref RunAt(0);

    /// <summary>Leaves out what comes until the next written packet, without a gap: the viewer was paused.</summary>
    public void Cut() => _isCut = true;

    /// <summary>Lets the packets before a moment pass quickly: a viewer that gets all pictures since the last key frame at once would stay behind by their length otherwise.</summary>
    /// <param name="present">The timestamp from which on time goes as it should. Before the first packet.</param>
    public void HurryTo(uint present) => _present = present;

    /// <summary>Writes a packet for the viewer.</summary>
    /// <param name="packet">Borrowed for the call.</param>
    /// <param name="stamp">For header extensions that tell of the moment.</param>
    /// <param name="destination">Room for what the publisher sent and <see cref="MaxGrowth"/> bytes.</param>
    /// <returns>Bytes written; 0 when the viewer does not get it: it had it, or it is older than what the viewer began with.</returns>
    public int Write(RtpPacket packet, in RtpSendStamp stamp, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!TryPlace(packet, out var number, out var timestamp))
        {
            return 0;
        }

        if (_sent.IsSeen(number) && number <= _sent.Highest)
        {
            return 0;
        }

        if (number > _sent.Highest && (_sent.Highest == 0 || (int)(timestamp - _timestamp) >= 0))
        {
            (_timestamp, _arrival) = (timestamp, packet.Arrival);
        }

        _sent.Add(number);
        if (_stamps.Length > 0 && number > _sent.Highest - MaxStamps)
        {
            _stamps[number & (MaxStamps - 1)] = stamp;
        }

        return WriteMedia(packet, (ushort)number, timestamp, stamp, destination);
    }

    /// <summary>Finds what was sent under a number.</summary>
    /// <param name="sequence">As the viewer saw it.</param>
    /// <param name="source">The run of packets.</param>
    /// <param name="original">Its number there, as <see cref="RtpPacket.Sequence"/>.</param>
    /// <returns>False when that is too long ago, or nothing was sent.</returns>
    public bool TryFind(ushort sequence, out RtpSource source, out long original)
    {
        var found = TryFindRun(sequence, out var number, out var run);
        source = run.Source;
        original = run.First + (number - run.FirstNumber);
        return found;
    }

    /// <summary>Writes a packet once more: as a retransmission where that was negotiated, otherwise bit by bit as it was.</summary>
    /// <param name="sequence">As the viewer saw it.</param>
    /// <param name="packet">What <see cref="TryFind"/> has found; borrowed for the call.</param>
    /// <param name="stamp">For a retransmission's header extensions.</param>
    /// <param name="destination">Room as for <see cref="Write"/>.</param>
    /// <returns>Bytes written; 0 when it was never sent, or too long ago.</returns>
    public int WriteAgain(ushort sequence, RtpPacket packet, in RtpSendStamp stamp, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!TryFindRun(sequence, out var number, out var run))
        {
            return 0;
        }

        var timestamp = run.TimestampOf(packet);
        if (_options.RetransmissionSsrc is { } ssrc)
        {
            var header = new RtpHeader
            {
                Marker = packet.Marker,
                PayloadType = _options.RetransmissionPayloadType,
                SequenceNumber = _retransmissions++,
                Timestamp = timestamp,
                Ssrc = ssrc,
            };
            var writer = Begin(packet, header, stamp, destination);
            RtxFormat.Write(ref writer, sequence);
            writer.AddPayload(packet.Payload.Span);
            return writer.Length;
        }

        if (!_sent.IsSeen(number) || number <= _sent.Highest - MaxStamps)
        {
            return 0;
        }

        var former = _stamps.Length > 0 ? _stamps[number & (MaxStamps - 1)] : default;
        return WriteMedia(packet, sequence, timestamp, former, destination);
    }

    /// <summary>The viewer's timestamp of an instant, by what the publisher tells of its clock.</summary>
    /// <param name="instant">On the clock of <see cref="RtpClock"/>.</param>
    /// <param name="timestamp">In ticks, with wrap-around.</param>
    /// <returns>False before the first packet.</returns>
    public bool TryGetTimestamp(TimeSpan instant, out uint timestamp)
    {
        timestamp = 0;
        if (!HasStarted || !Current.Source.Clock.TryGetTimestamp(instant, out var original))
        {
            return false;
        }

        timestamp = original + Current.TimestampOffset;
        return true;
    }

    private ref Run RunAt(int age) => ref _runs[(_runCount - 1 - age) % MaxRuns];

    private bool TryPlace(RtpPacket packet, out long number, out uint timestamp)
    {
        if (HasStarted)
        {
            ref var current = ref Current;
            number = current.FirstNumber + (packet.Sequence - current.First);
            timestamp = current.TimestampOf(packet);
            if (ReferenceEquals(packet.Source, current.Source))
            {
                if (packet.Sequence >= current.First && (number <= _sent.Highest || (!_isCut && number - _sent.Highest <= RtpLimits.MaxDropout)))
                {
                    return true;
                }

                if (packet.Sequence < current.First)
                {
                    return TryPlaceLate(packet, out number, out timestamp);
                }
            }
            else if (TryPlaceLate(packet, out number, out timestamp))
            {
                return true;
            }
        }

        BeginRun(packet);
        number = Current.FirstNumber;
        timestamp = Current.TimestampOf(packet);
        return true;
    }

    /// <summary>Places a packet of an earlier run, if its number there was not given to a later one.</summary>
    private bool TryPlaceLate(RtpPacket packet, out long number, out uint timestamp)
    {
        for (var age = 1; age < Math.Min(_runCount, MaxRuns); age++)
        {
            ref var run = ref RunAt(age);
            number = run.FirstNumber + (packet.Sequence - run.First);
            if (ReferenceEquals(run.Source, packet.Source) && packet.Sequence >= run.First && number < RunAt(age - 1).FirstNumber)
            {
                timestamp = run.TimestampOf(packet);
                return true;
            }
        }

        number = 0;
        timestamp = 0;
        return false;
    }

    private void BeginRun(RtpPacket packet)
    {
        var run = new Run { Source = packet.Source, First = packet.Sequence };
        if (!HasStarted)
        {
            run.FirstNumber = ushort.MaxValue + 1L + (_options.FirstSequence ?? (ushort)packet.Sequence);
            run.TimestampOffset = _options.FirstTimestamp is { } first ? first - packet.Timestamp : 0;
            run.Past = _present is { } present ? Math.Max(0, (int)(present - packet.Timestamp)) : 0;
            run.Present = _present ?? 0;
        }
        else
        {
            run.FirstNumber = _sent.Highest + 1;
            run.TimestampOffset = ReferenceEquals(packet.Source, Current.Source)
                ? Current.TimestampOffset
                : _timestamp + Passed(packet) - packet.Timestamp;
        }

        _isCut = false;
        _runs[_runCount % MaxRuns] = run;
        _runCount = _runCount + 1 == MaxRuns * 2 ? MaxRuns : _runCount + 1;
    }

    private uint Passed(RtpPacket packet)
    {
        var passed = packet.Arrival - _arrival;
        return (uint)Math.Max(1, RtpTicks.FromTime(passed < ShortestStep ? ShortestStep : passed, packet.Source.Clock.Rate));
    }

    private bool TryFindRun(ushort sequence, out long number, out Run run)
    {
        number = RtpSequence.Unwrap(sequence, _sent.Highest);
        for (var age = 0; number <= _sent.Highest && age < Math.Min(_runCount, MaxRuns); age++)
        {
            run = RunAt(age);
            if (number >= run.FirstNumber)
            {
                return true;
            }
        }

        run = default;
        return false;
    }

    private int WriteMedia(RtpPacket packet, ushort sequence, uint timestamp, in RtpSendStamp stamp, Span<byte> destination)
    {
        var header = new RtpHeader
        {
            Marker = packet.Marker,
            PayloadType = _options.PayloadType,
            SequenceNumber = sequence,
            Timestamp = timestamp,
            Ssrc = _options.Ssrc,
        };
        var writer = Begin(packet, header, stamp, destination);
        writer.AddPayload(packet.Payload.Span);
        return writer.Length;
    }

    /// <summary>Writes the header: ours first, so that they are of one length in all packets, then the publisher's.</summary>
    private RtpPacketWriter Begin(RtpPacket packet, in RtpHeader header, in RtpSendStamp stamp, Span<byte> destination)
    {
        var writer = new RtpPacketWriter(destination, header, _options.AllowsTwoByteExtensions && NeedsTwoByteForm(packet));
        if (_transportSequenceId != 0)
        {
            writer.TryAddExtension(_transportSequenceId, stamp.TransportSequence);
        }

        if (_absoluteSendTimeId != 0)
        {
            Span<byte> time = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(time, stamp.AbsoluteSendTime);
            writer.TryAddExtension(_absoluteSendTimeId, time[1..]);
        }

        if (_midId != 0)
        {
            writer.TryAddExtension(_midId, _mid);
        }

        foreach (ref readonly var extension in packet.Extensions)
        {
            if (_options.Extensions.IdOf(extension.Kind) is not 0 and var id)
            {
                writer.TryAddExtension(id, packet.Read(extension));
            }
        }

        writer.EndHeader();
        return writer;
    }

    private bool NeedsTwoByteForm(RtpPacket packet)
    {
        var needs = (_transportSequenceId | _absoluteSendTimeId | _midId) > 14;
        foreach (ref readonly var extension in packet.Extensions)
        {
            var id = _options.Extensions.IdOf(extension.Kind);
            needs |= id != 0 && !RtpPacketWriter.FitsOneByteForm(id, extension.Length);
        }

        return needs;
    }

    /// <summary>Numbers and timestamps of ours for a run of packets.</summary>
    private struct Run
    {
        public RtpSource Source;
        public long First;
        public long FirstNumber;
        public uint TimestampOffset;

        /// <summary>From which timestamp on time goes as it should, and for how many ticks before it faster.</summary>
        public uint Present;
        public int Past;

        public readonly uint TimestampOf(RtpPacket packet)
        {
            var age = (int)(Present - packet.Timestamp);
            var original = age > 0 && age <= Past ? Present - (uint)(age >> Hurry) : packet.Timestamp;
            return original + TimestampOffset;
        }
    }
}
