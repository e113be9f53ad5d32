using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>SDES: names of sources, of which only the canonical one is of use here.</summary>
/// <remarks>
/// Borrows the datagram. Each chunk is an SSRC and items of type, length and text up to a type 0, padded to a multiple of 4.
/// RFC 3550 §6.5.
/// </remarks>
public readonly ref struct RtcpSourceDescription
{
    /// <summary>Longest name in bytes.</summary>
    public const int MaxNameLength = 255;

    private const byte CanonicalName = 1;
    private const int SsrcLength = 4;

    private readonly ReadOnlySpan<byte> _chunks;
    private readonly int _count;

    private RtcpSourceDescription(ReadOnlySpan<byte> chunks, int count)
    {
        _chunks = chunks;
        _count = count;
    }

    /// <summary>Takes a packet to go through; the chunks are read as far as they are whole.</summary>
    /// <returns>False when it is something else.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpSourceDescription description)
    {
        description = new RtcpSourceDescription(packet.Body, packet.Count);
        return packet.Type == RtcpPacketType.SourceDescription;
    }

    /// <summary>Writes one chunk with a CNAME.</summary>
    /// <param name="destination">Room for 12 bytes and the name, rounded up to a multiple of 4.</param>
    /// <param name="ssrc">Our source.</param>
    /// <param name="name">UTF-8, at most <see cref="MaxNameLength"/> bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, uint ssrc, ReadOnlySpan<byte> name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength);
        const int NameOffset = RtcpPacket.HeaderLength + SsrcLength + 2;
        var end = NameOffset + name.Length;
        var length = (end & ~3) + 4;
        RtcpPacket.WriteHeader(destination, 1, RtcpPacketType.SourceDescription, length);
        BinaryPrimitives.WriteUInt32BigEndian(destination[RtcpPacket.HeaderLength..], ssrc);
        destination[NameOffset - 2] = CanonicalName;
        destination[NameOffset - 1] = (byte)name.Length;
        name.CopyTo(destination[NameOffset..]);
        destination[end..length].Clear();
        return length;
    }

    /// <summary>The canonical name of a source.</summary>
    /// <param name="ssrc">The source.</param>
    /// <param name="name">UTF-8 as the peer sent it; borrows the datagram.</param>
    /// <returns>False when it is not told.</returns>
    public bool TryFindName(uint ssrc, out ReadOnlySpan<byte> name)
    {
        var left = _chunks;
        for (var i = 0; i < _count && left.Length >= SsrcLength; i++)
        {
            var isWanted = BinaryPrimitives.ReadUInt32BigEndian(left) == ssrc;
            var next = SsrcLength;
            while (next + 1 < left.Length && left[next] != 0)
            {
                var end = next + 2 + left[next + 1];
                if (end > left.Length)
                {
                    name = default;
                    return false;
                }

                if (isWanted && left[next] == CanonicalName)
                {
                    name = left[(next + 2)..end];
                    return true;
                }

                next = end;
            }

            left = left[Math.Min(left.Length, (next & ~3) + 4)..];
        }

        name = default;
        return false;
    }
}
