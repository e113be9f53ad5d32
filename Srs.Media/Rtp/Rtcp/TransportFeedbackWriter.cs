using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>Writes transport-wide feedback packets.</summary>
/// <remarks>draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1.</remarks>
internal static class TransportFeedbackWriter
{
    /// <summary>Marks a packet that has not come.</summary>
    public const long NotReceived = long.MinValue;

    /// <summary>Packets that one feedback packet tells of at most.</summary>
    public const int MaxStatuses = 400;

    /// <summary>Bytes that any feedback packet fits into: headers, chunks of seven, arrival times of two bytes, padding.</summary>
    public const int MaxLength = FixedLength + ((MaxStatuses + 6) / 7 * RtcpTransportFeedback.ChunkLength) + (MaxStatuses * 2) + 3;

    private const int FixedLength = RtcpFeedback.HeaderLength + RtcpTransportFeedback.FixedLength;

    /// <summary>A run is at least as long as what a vector would hold.</summary>
    private const int ShortestRun = TransportFeedbackChunk.TwoBitCount;

    /// <summary>Writes one packet of as many statuses as fit.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="mediaSsrc">Any source of the transport.</param>
    /// <param name="feedbackCount">One more than in the packet before, with wrap-around.</param>
    /// <param name="baseSequence">Number of the first packet in <paramref name="arrivals"/>.</param>
    /// <param name="arrivals">Arrival times in units of 250 µs, or <see cref="NotReceived"/>; at least one that came among the first <see cref="MaxStatuses"/>.</param>
    /// <param name="told">How many of them are told: fewer than there are when it would be too many, or when the next is more than 8 s away from its predecessor.</param>
    /// <returns>Bytes written, a multiple of 4.</returns>
    public static int Write(
        Span<byte> destination,
        uint senderSsrc,
        uint mediaSsrc,
        byte feedbackCount,
        ushort baseSequence,
        ReadOnlySpan<long> arrivals,
        out int told)
    {
        Span<byte> symbols = stackalloc byte[MaxStatuses];
        Span<short> deltas = stackalloc short[MaxStatuses];
        var reference = FindReference(arrivals);
        told = Classify(arrivals[..Math.Min(arrivals.Length, MaxStatuses)], reference, symbols, deltas);
        symbols = symbols[..told];

        var body = destination[RtcpFeedback.HeaderLength..];
        BinaryPrimitives.WriteUInt16BigEndian(body, baseSequence);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], (ushort)told);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], ((uint)reference << 8) | feedbackCount);

        var length = FixedLength;
        for (var i = 0; i < symbols.Length;)
        {
            var chunk = NextChunk(symbols[i..]);
            BinaryPrimitives.WriteUInt16BigEndian(destination[length..], chunk.Value);
            length += RtcpTransportFeedback.ChunkLength;
            i += Math.Min(chunk.Count, symbols.Length - i);
        }

        for (var i = 0; i < symbols.Length; i++)
        {
            if (symbols[i] == TransportFeedbackChunk.SmallDelta)
            {
                destination[length++] = (byte)deltas[i];
            }
            else if (symbols[i] == TransportFeedbackChunk.LargeDelta)
            {
                BinaryPrimitives.WriteInt16BigEndian(destination[length..], deltas[i]);
                length += sizeof(short);
            }
        }

        return End(destination, length, senderSsrc, mediaSsrc);
    }

    /// <summary>Time in units of 64 ms that the first packet that came is relative to.</summary>
    private static long FindReference(ReadOnlySpan<long> arrivals)
    {
        var first = arrivals.IndexOfAnyExcept(NotReceived);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)first, (uint)MaxStatuses);
        return arrivals[first] >> 8;
    }

    private static int Classify(ReadOnlySpan<long> arrivals, long reference, Span<byte> symbols, Span<short> deltas)
    {
        var last = reference * RtcpTransportFeedback.UnitsPerReference;
        for (var i = 0; i < arrivals.Length; i++)
        {
            if (arrivals[i] == NotReceived)
            {
                symbols[i] = TransportFeedbackChunk.NotReceived;
                continue;
            }

            var delta = arrivals[i] - last;
            if (delta is < short.MinValue or > short.MaxValue)
            {
                return i;
            }

            symbols[i] = delta is >= 0 and <= byte.MaxValue ? (byte)TransportFeedbackChunk.SmallDelta : (byte)TransportFeedbackChunk.LargeDelta;
            deltas[i] = (short)delta;
            last = arrivals[i];
        }

        return arrivals.Length;
    }

    private static TransportFeedbackChunk NextChunk(ReadOnlySpan<byte> symbols)
    {
        var run = symbols.IndexOfAnyExcept(symbols[0]);
        run = run < 0 ? symbols.Length : run;
        var isTwoBit = symbols[..Math.Min(symbols.Length, TransportFeedbackChunk.OneBitCount)].Contains((byte)TransportFeedbackChunk.LargeDelta);
        var vector = isTwoBit ? TransportFeedbackChunk.TwoBitCount : TransportFeedbackChunk.OneBitCount;
        return run >= Math.Max(ShortestRun, Math.Min(vector, symbols.Length))
            ? TransportFeedbackChunk.Run(symbols[0], Math.Min(run, TransportFeedbackChunk.MaxRun))
            : TransportFeedbackChunk.Vector(symbols[..Math.Min(vector, symbols.Length)], isTwoBit);
    }

    /// <summary>Pads to a multiple of 4, with the padding bit as browsers expect it, and writes the header.</summary>
    private static int End(Span<byte> destination, int length, uint senderSsrc, uint mediaSsrc)
    {
        var padding = -length & 3;
        destination.Slice(length, padding).Clear();
        length += padding;
        RtcpFeedback.WriteHeader(
            destination, RtcpPacketType.TransportFeedback, RtcpTransportFeedback.Format, length, senderSsrc, mediaSsrc);
        if (padding > 0)
        {
            destination[0] |= 0x20;
            destination[length - 1] = (byte)padding;
        }

        return length;
    }
}
