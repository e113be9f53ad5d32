using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>BYE: sources that end.</summary>
/// <remarks>Borrows the datagram. A list of SSRCs and perhaps a reason, which is not read. RFC 3550 §6.6.</remarks>
public readonly ref struct RtcpBye
{
    private const int SsrcLength = 4;

    private readonly ReadOnlySpan<byte> _sources;

    private RtcpBye(ReadOnlySpan<byte> sources) => _sources = sources;

    /// <summary>Sources that end, 0 to 31.</summary>
    public int Count => _sources.Length / SsrcLength;

    /// <summary>One of the sources.</summary>
    /// <param name="index">0 to one less than <see cref="Count"/>.</param>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_sources.Slice(index * SsrcLength, SsrcLength));

    /// <summary>Reads it.</summary>
    /// <returns>False when it is something else, or shorter than it tells.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpBye bye)
    {
        var length = packet.Count * SsrcLength;
        var isWhole = packet.Type == RtcpPacketType.Bye && packet.Body.Length >= length;
        bye = isWhole ? new RtcpBye(packet.Body[..length]) : default;
        return isWhole;
    }

    /// <summary>Writes it.</summary>
    /// <param name="destination">Room for 4 bytes and 4 for each source.</param>
    /// <param name="sources">0 to 31.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, params ReadOnlySpan<uint> sources)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sources.Length, RtcpPacket.MaxCount);
        var length = RtcpPacket.HeaderLength + (sources.Length * SsrcLength);
        RtcpPacket.WriteHeader(destination, sources.Length, RtcpPacketType.Bye, length);
        for (var i = 0; i < sources.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[(RtcpPacket.HeaderLength + (i * SsrcLength))..], sources[i]);
        }

        return length;
    }
}
