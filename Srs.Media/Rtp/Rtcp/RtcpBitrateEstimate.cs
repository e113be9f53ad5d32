using System.Buffers.Binary;
using System.Numerics;

namespace Srs.Media.Rtp.Rtcp;

/// <summary>REMB: the bit rate that a receiver thinks its sources may have together.</summary>
/// <remarks>
/// Borrows the datagram. draft-alvestrand-rmcat-remb-03 §2.2: "REMB", the number of sources, six bits of exponent, 18 of mantissa,
/// and the sources.
/// </remarks>
public readonly ref struct RtcpBitrateEstimate
{
    private const int Format = 15;
    private const int SsrcLength = 4;
    private const int MantissaBits = 18;
    private const int FixedLength = 8;
    private const int MaxSources = byte.MaxValue;

    private readonly ReadOnlySpan<byte> _sources;

    private RtcpBitrateEstimate(RtcpPacket packet, ReadOnlySpan<byte> sources, long bitsPerSecond)
    {
        SenderSsrc = RtcpFeedback.ReadSender(packet);
        BitsPerSecond = bitsPerSecond;
        _sources = sources;
    }

    private static ReadOnlySpan<byte> Identifier => "REMB"u8;

    /// <summary>Who estimates it.</summary>
    public uint SenderSsrc { get; }

    /// <summary>The estimate; <see cref="long.MaxValue"/> for what is more.</summary>
    public long BitsPerSecond { get; }

    /// <summary>Sources that it is for.</summary>
    public int Count => _sources.Length / SsrcLength;

    /// <summary>One of the sources.</summary>
    /// <param name="index">0 to one less than <see cref="Count"/>.</param>
    public uint this[int index] => BinaryPrimitives.ReadUInt32BigEndian(_sources.Slice(index * SsrcLength, SsrcLength));

    /// <summary>Reads it.</summary>
    /// <returns>False when it is something else, or shorter than it tells.</returns>
    public static bool TryRead(RtcpPacket packet, out RtcpBitrateEstimate estimate)
    {
        estimate = default;
        if (!RtcpFeedback.Is(packet, RtcpPacketType.PayloadFeedback, Format))
        {
            return false;
        }

        var body = packet.Body[RtcpFeedback.SourcesLength..];
        if (body.Length < FixedLength || !body.StartsWith(Identifier) || body.Length < FixedLength + (body[4] * SsrcLength))
        {
            return false;
        }

        var word = BinaryPrimitives.ReadUInt32BigEndian(body[4..]) & 0xFF_FFFF;
        var exponent = (int)(word >> MantissaBits);
        var mantissa = (long)(word & ((1 << MantissaBits) - 1));
        var bits = mantissa == 0 ? 0 : exponent > BitOperations.LeadingZeroCount((ulong)mantissa) - 1 ? long.MaxValue : mantissa << exponent;
        estimate = new RtcpBitrateEstimate(packet, body.Slice(FixedLength, body[4] * SsrcLength), bits);
        return true;
    }

    /// <summary>Writes it.</summary>
    /// <param name="destination">Room for 20 bytes and 4 for each source.</param>
    /// <param name="senderSsrc">Our own source.</param>
    /// <param name="bitsPerSecond">0 or more; rounded down to 18 significant bits.</param>
    /// <param name="sources">0 to 255.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(Span<byte> destination, uint senderSsrc, long bitsPerSecond, params ReadOnlySpan<uint> sources)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sources.Length, MaxSources);
        var length = RtcpFeedback.HeaderLength + FixedLength + (sources.Length * SsrcLength);
        RtcpFeedback.WriteHeader(destination, RtcpPacketType.PayloadFeedback, Format, length, senderSsrc, mediaSsrc: 0);
        var body = destination[RtcpFeedback.HeaderLength..];
        Identifier.CopyTo(body);
        var exponent = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)bitsPerSecond) - MantissaBits);
        var word = ((uint)sources.Length << 24) | ((uint)exponent << MantissaBits) | (uint)(bitsPerSecond >> exponent);
        BinaryPrimitives.WriteUInt32BigEndian(body[4..], word);
        for (var i = 0; i < sources.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(body[(FixedLength + (i * SsrcLength))..], sources[i]);
        }

        return length;
    }
}
