using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>FIR: a demand for a key frame of some sources.</summary>
/// <remarks>
/// Borrows the datagram. Entries of an SSRC, a number that grows with each new demand, and three reserved bytes. The source in the
/// header is 0. RFC 5104 §4.3.1.
/// </remarks>
public readonly ref struct RtcpFullIntraRequest
{
    /// <summary>Bytes of a packet with one entry.</summary>
    public const int Length = RtcpFeedback.HeaderLength + EntryLength;

    private const int Format = 4;
    private const int EntryLength = 8;

    private readonly ReadOnlySpan<byte> _entries;

    private RtcpFullIntraRequest(RtcpPacket packet)
    {
        SenderSsrc = RtcpFeedback.ReadSender(packet);
        _entries = packet.Body[RtcpFeedback.SourcesLength..];
    }

    /// <summary>Who demands it.</summary>
    public uint SenderSsrc { get; }

    /// <summary>Sources of which a key frame is demanded.</summary>
    public int Count => _entries.Length / EntryLength;

    /// <summary>One of the sources, and the number of the demand.</summary>
    /// <param name="index">0 to one less than <see cref="Count"/>.</param>
    public (uint MediaSsrc, byte Number) this[int index]
    {
        get
        {
            var entry = _entries.Slice(index * EntryLength, EntryLength);
            return (BinaryPrimitives.ReadUInt32BigEndian(entry), entry[4]);
        }
    }

    /// <summary>Reads it.</summary>
    /// <returns>False when it is something else, or too short.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpFullIntraRequest request)
    {
        var isRequest = RtcpFeedback.Is(packet, RtcpPacketType.PayloadFeedback, Format);
        request = isRequest ? new RtcpFullIntraRequest(packet) : default;
        return isRequest;
    }

    /// <summary>Writes a demand of one source.</summary>
    /// <param name="destination">Room for <see cref="Length"/> bytes.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="mediaSsrc">The source that should send a key frame.</param>
    /// <param name="number">One more than in the demand before this one; the same in a repetition.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, uint senderSsrc, uint mediaSsrc, byte number)
    {
        RtcpFeedback.WriteHeader(destination, RtcpPacketType.PayloadFeedback, Format, Length, senderSsrc, mediaSsrc: 0);
        BinaryPrimitives.WriteUInt32BigEndian(destination[RtcpFeedback.HeaderLength..], mediaSsrc);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(RtcpFeedback.HeaderLength + 4)..], (uint)number << 24);
        return Length;
    }
}
