using System.Buffers.Binary;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>Goes through the packets of a compound RTCP packet, of reduced size too.</summary>
/// <remarks>
/// Borrows the datagram. Ends at the first packet that is not one, and after <see cref="RtpLimits.MaxCompoundPackets"/>; what came
/// before stands. RFC 3550 §6.1 and appendix A.2; RFC 5506 for what need not come first.
/// </remarks>
/// <param name="datagram">The whole of it, without SRTCP's trailer.</param>
public ref struct RtcpCompoundReader(ReadOnlySpan<byte> datagram)
{
    private const int Version = 2;
    private const int WordLength = 4;

    private ReadOnlySpan<byte> _left = datagram;
    private int _count;

    /// <summary>Whether the walk ended before the end of the datagram.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>The next packet.</summary>
    /// <returns>False at the end.</returns>
    public bool TryRead(out RtcpPacket packet)
    {
        packet = default;
        if (_left.IsEmpty)
        {
            return false;
        }

        if (_left.Length < RtcpPacket.HeaderLength || _left[0] >> 6 != Version || ++_count > RtpLimits.MaxCompoundPackets)
        {
            return Stop();
        }

        var length = (BinaryPrimitives.ReadUInt16BigEndian(_left[2..]) + 1) * WordLength;
        if (length > _left.Length)
        {
            return Stop();
        }

        var body = _left[RtcpPacket.HeaderLength..length];
        if ((_left[0] & 0x20) != 0)
        {
            var padding = body.IsEmpty ? (byte)0 : body[^1];
            if (padding == 0 || padding > body.Length)
            {
                return Stop();
            }

            body = body[..^padding];
        }

        packet = new RtcpPacket((byte)(_left[0] & 0x1F), (RtcpPacketType)_left[1], body);
        _left = _left[length..];
        return true;
    }

    private bool Stop()
    {
        IsDamaged = true;
        _left = default;
        return false;
    }
}
