namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>Encrypts and authenticates single packets in place, under the session keys of either RTP or RTCP; knows nothing of replays.</summary>
/// <remarks>One thread at a time; no allocation per packet.</remarks>
internal abstract class SrtpTransform : IDisposable
{
    /// <summary>Makes the transform of the keys' profile.</summary>
    public static SrtpTransform Create(SrtpSessionKeys keys) =>
        SrtpSessionKeys.IsAuthenticatedApart(keys.Profile) ? new SrtpCounterMode(keys) : new SrtpGalois(keys);

    /// <summary>Makes SRTP of RTP.</summary>
    /// <param name="buffer">The packet, and room for the tag.</param>
    /// <param name="headerLength">Bytes that stay in the clear.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <param name="index">48 bits: roll-over counter and sequence number.</param>
    /// <returns>Bytes of the SRTP packet.</returns>
    public abstract int ProtectRtp(Span<byte> buffer, int headerLength, int length, ulong index);

    /// <summary>Makes RTP of SRTP.</summary>
    /// <param name="packet">The SRTP packet; worth nothing when the result is 0.</param>
    /// <param name="headerLength">Bytes that are in the clear.</param>
    /// <param name="index">48 bits: roll-over counter and sequence number.</param>
    /// <returns>Bytes of the RTP packet; 0 when it is not authentic.</returns>
    public abstract int UnprotectRtp(Span<byte> packet, int headerLength, ulong index);

    /// <summary>Makes SRTCP of RTCP.</summary>
    /// <param name="buffer">The compound packet, and room for tag and index.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <param name="index">31 bits.</param>
    /// <returns>Bytes of the SRTCP packet.</returns>
    public abstract int ProtectRtcp(Span<byte> buffer, int length, uint index);

    /// <summary>Reads the E flag and the index of an SRTCP packet, unauthenticated.</summary>
    /// <returns>Null when the packet is too short.</returns>
    public abstract uint? ReadRtcpIndex(ReadOnlySpan<byte> packet);

    /// <summary>Makes RTCP of SRTCP that <see cref="ReadRtcpIndex"/> has read.</summary>
    /// <param name="packet">The SRTCP packet; worth nothing when the result is 0.</param>
    /// <param name="index">31 bits.</param>
    /// <returns>Bytes of the RTCP compound packet; 0 when it is not authentic.</returns>
    public abstract int UnprotectRtcp(Span<byte> packet, uint index);

    /// <inheritdoc/>
    public abstract void Dispose();
}
