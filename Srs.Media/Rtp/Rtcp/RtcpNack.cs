using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>Generic NACK: packets that a receiver misses.</summary>
/// <remarks>
/// Borrows the datagram. Pairs of a sequence number and a bit mask of the 16 after it. RFC 4585 §6.2.1. Enumerate it for the
/// numbers, at most 17 for each of <see cref="RtpLimits.MaxNackPairs"/> pairs.
/// </remarks>
public readonly ref struct RtcpNack
{
    /// <summary>Bytes before the first pair.</summary>
    public const int HeaderLength = RtcpFeedback.HeaderLength;

    private const int Format = 1;
    private const int PairLength = 4;
    private const int MaskBits = 16;

    private readonly ReadOnlySpan<byte> _pairs;

    private RtcpNack(RtcpPacket packet)
    {
        SenderSsrc = RtcpFeedback.ReadSender(packet);
        MediaSsrc = RtcpFeedback.ReadMedia(packet);
        var pairs = packet.Body[RtcpFeedback.SourcesLength..];
        _pairs = pairs[..(Math.Min(pairs.Length / PairLength, RtpLimits.MaxNackPairs) * PairLength)];
    }

    /// <summary>Who misses them.</summary>
    public uint SenderSsrc { get; }

    /// <summary>The source whose packets they are.</summary>
    public uint MediaSsrc { get; }

    /// <summary>Reads it.</summary>
    /// <returns>False when it is something else, or too short.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpNack nack)
    {
        var isNack = RtcpFeedback.Is(packet, RtcpPacketType.TransportFeedback, Format);
        nack = isNack ? new RtcpNack(packet) : default;
        return isNack;
    }

    /// <summary>Writes as many numbers as the buffer has room for.</summary>
    /// <param name="destination">At least 16 bytes.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="mediaSsrc">The source whose packets they are.</param>
    /// <param name="sequences">The numbers, at least one, each after the one before it.</param>
    /// <param name="consumed">How many of them are told.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(
        Span<byte> destination, uint senderSsrc, uint mediaSsrc, ReadOnlySpan<ushort> sequences, out int consumed)
    {
        var length = HeaderLength;
        consumed = 0;
        while (consumed < sequences.Length && length + PairLength <= destination.Length)
        {
            var first = sequences[consumed++];
            var mask = 0;
            while (consumed < sequences.Length && RtpSequence.Distance(sequences[consumed], first) is >= 0 and <= MaskBits and var distance)
            {
                mask |= 1 << distance >> 1;
                consumed++;
            }

            BinaryPrimitives.WriteUInt16BigEndian(destination[length..], first);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(length + sizeof(ushort))..], (ushort)mask);
            length += PairLength;
        }

        RtcpFeedback.WriteHeader(destination, RtcpPacketType.TransportFeedback, Format, length, senderSsrc, mediaSsrc);
        return length;
    }

    /// <summary>Starts at the first number.</summary>
    public Enumerator GetEnumerator() => new(_pairs);

    /// <summary>Goes through the numbers.</summary>
    public ref struct Enumerator
    {
        private ReadOnlySpan<byte> _left;
        private ushort _first;
        private uint _mask;

        internal Enumerator(ReadOnlySpan<byte> pairs) => _left = pairs;

        /// <summary>The number.</summary>
        public ushort Current { get; private set; }

        /// <summary>Moves to the next number.</summary>
        public bool MoveNext()
        {
            if (_mask == 0)
            {
                if (_left.IsEmpty)
                {
                    return false;
                }

                _first = BinaryPrimitives.ReadUInt16BigEndian(_left);
                _mask = ((uint)BinaryPrimitives.ReadUInt16BigEndian(_left[2..]) << 1) | 1;
                _left = _left[PairLength..];
            }

            var bit = System.Numerics.BitOperations.TrailingZeroCount(_mask);
            _mask &= _mask - 1;
            Current = (ushort)(_first + bit);
            return true;
        }
    }
}
