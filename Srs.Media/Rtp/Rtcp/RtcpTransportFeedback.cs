using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>Transport-wide feedback: which packets came, and when.</summary>
/// <remarks>
/// Borrows the datagram. Enumerate it for the packets. draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.
/// <code>
/// |      base sequence number     |      packet status count      |
/// |                 reference time                | fb pkt. count |
/// |          packet chunk         |         packet chunk  ...     |
/// |         ...                   |  recv delta   |  recv delta   |
/// </code>
/// </remarks>
public readonly ref struct RtcpTransportFeedback
{
    /// <summary>Units of arrival times in a reference time, which has 64 ms.</summary>
    internal const int UnitsPerReference = 256;

    internal const int Format = 15;
    internal const int FixedLength = 8;
    internal const int ChunkLength = 2;

    private readonly ReadOnlySpan<byte> _chunks;
    private readonly ReadOnlySpan<byte> _deltas;

    private RtcpTransportFeedback(RtcpPacket packet, int chunkBytes)
    {
        SenderSsrc = RtcpFeedback.ReadSender(packet);
        MediaSsrc = RtcpFeedback.ReadMedia(packet);
        var body = packet.Body[RtcpFeedback.SourcesLength..];
        BaseSequence = BinaryPrimitives.ReadUInt16BigEndian(body);
        StatusCount = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        ReferenceTime = BinaryPrimitives.ReadInt32BigEndian(body[4..]) >> 8;
        FeedbackCount = body[7];
        _chunks = body.Slice(FixedLength, chunkBytes);
        _deltas = body[(FixedLength + chunkBytes)..];
    }

    /// <summary>Who tells.</summary>
    public uint SenderSsrc { get; }

    /// <summary>Any source of the transport.</summary>
    public uint MediaSsrc { get; }

    /// <summary>Transport-wide sequence number of the first packet told of.</summary>
    public ushort BaseSequence { get; }

    /// <summary>How many packets are told of, lost ones too; at most <see cref="RtpLimits.MaxFeedbackStatuses"/>.</summary>
    public int StatusCount { get; }

    /// <summary>Time that the first arrival is relative to, in 64 ms, with wrap-around at 24 bits, on the receiver's clock.</summary>
    public int ReferenceTime { get; }

    /// <summary>Counts feedback packets, with wrap-around.</summary>
    public byte FeedbackCount { get; }

    /// <summary>Reads it, and checks that it holds a status for every packet and an arrival time for every one that came.</summary>
    /// <returns>False when it is something else, shorter than it tells, or tells of too many packets.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpTransportFeedback feedback)
    {
        feedback = default;
        if (!RtcpFeedback.Is(packet, RtcpPacketType.TransportFeedback, Format)
            || packet.Body.Length < RtcpFeedback.SourcesLength + FixedLength)
        {
            return false;
        }

        var body = packet.Body[RtcpFeedback.SourcesLength..];
        int statuses = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        if (statuses > RtpLimits.MaxFeedbackStatuses)
        {
            return false;
        }

        var next = FixedLength;
        var deltaBytes = 0;
        while (statuses > 0)
        {
            if (body.Length - next < ChunkLength)
            {
                return false;
            }

            var chunk = new TransportFeedbackChunk(BinaryPrimitives.ReadUInt16BigEndian(body[next..]));
            next += ChunkLength;
            var told = Math.Min(statuses, chunk.Count);
            deltaBytes += chunk.CountDeltaBytes(told);
            statuses -= told;
            if (chunk.Count == 0)
            {
                return false;
            }
        }

        if (deltaBytes > body.Length - next)
        {
            return false;
        }

        feedback = new RtcpTransportFeedback(packet, next - FixedLength);
        return true;
    }

    /// <summary>Starts at the first packet.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Goes through the packets.</summary>
    public ref struct Enumerator
    {
        private readonly int _count;
        private readonly ushort _base;
        private ReadOnlySpan<byte> _chunks;
        private ReadOnlySpan<byte> _deltas;
        private TransportFeedbackChunk _chunk;
        private int _inChunk;
        private int _next;
        private long _time;

        internal Enumerator(RtcpTransportFeedback feedback)
        {
            _count = feedback.StatusCount;
            _base = feedback.BaseSequence;
            _chunks = feedback._chunks;
            _deltas = feedback._deltas;
            _time = (long)feedback.ReferenceTime * UnitsPerReference;
        }

        /// <summary>The packet.</summary>
        public TransportFeedbackStatus Current { get; private set; }

        /// <summary>Moves to the next packet.</summary>
        public bool MoveNext()
        {
            if (_next == _count)
            {
                return false;
            }

            if (_inChunk == _chunk.Count)
            {
                _chunk = new TransportFeedbackChunk(BinaryPrimitives.ReadUInt16BigEndian(_chunks));
                _chunks = _chunks[ChunkLength..];
                _inChunk = 0;
            }

            var symbol = _chunk[_inChunk++];
            if (symbol == TransportFeedbackChunk.SmallDelta)
            {
                _time += _deltas[0];
                _deltas = _deltas[1..];
            }
            else if (symbol == TransportFeedbackChunk.LargeDelta)
            {
                _time += BinaryPrimitives.ReadInt16BigEndian(_deltas);
                _deltas = _deltas[2..];
            }

            var hasCome = symbol is TransportFeedbackChunk.SmallDelta or TransportFeedbackChunk.LargeDelta;
            Current = new TransportFeedbackStatus((ushort)(_base + _next++), hasCome, hasCome ? _time : 0);
            return true;
        }
    }
}
