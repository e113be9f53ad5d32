namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>Makes SRTP and SRTCP of RTP and RTCP, for one peer.</summary>
/// <remarks>
/// RFC 3711, RFC 7714. One thread at a time, disposing excepted: a call after that, or cut off by it, throws
/// <see cref="ObjectDisposedException"/>. No allocation per packet.
/// </remarks>
public sealed class SrtpSender : IDisposable
{
    /// <summary>SSRCs that one peer is sent at most.</summary>
    public const int MaxStreams = 1024;

    private const uint MaxRtcpIndex = 0x7FFF_FFFF;

    private readonly SrtpTransform _rtp;
    private readonly SrtpTransform _rtcp;
    private readonly SrtpStreamTable _streams = new(MaxStreams);
    private uint _rtcpIndex;

    /// <param name="key">Outgoing key of <see cref="SrtpKeys"/>. One sender only, ever: a second one would use its key streams again.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is missing.</exception>
    public SrtpSender(SrtpMasterKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Profile = key.Profile;
        _rtp = SrtpTransform.Create(SrtpSessionKeys.Derive(key, isRtcp: false));
        _rtcp = SrtpTransform.Create(SrtpSessionKeys.Derive(key, isRtcp: true));
    }

    /// <summary>Says how much room the packets need.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>Protects an RTP packet in place.</summary>
    /// <param name="buffer">The packet, and <see cref="SrtpProfile.TagBytes"/> more bytes.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <returns>
    /// Bytes of the SRTP packet. 0, and nothing is changed, when this sequence number was used already or is far behind: to encrypt anything
    /// else under it would give both packets away. To send the same packet once more there is <see cref="ProtectRtpAgain"/>.
    /// </returns>
    /// <exception cref="ArgumentException">It is no RTP packet, or there is no room for the tag.</exception>
    /// <exception cref="InvalidOperationException">More than <see cref="MaxStreams"/> SSRCs.</exception>
    public int ProtectRtp(Span<byte> buffer, int length)
    {
        var header = CheckRtp(buffer, length);
        var stream = FindOrAdd(SrtpHeader.RtpSsrc(buffer));
        var index = stream.IndexOf(SrtpHeader.RtpSequence(buffer));
        if (!stream.IsFresh(index))
        {
            return 0;
        }

        stream.Take(index);
        return _rtp.ProtectRtp(buffer, header, length, index);
    }

    /// <summary>Protects once more an RTP packet that was protected, for a peer that lost it and takes no RTX.</summary>
    /// <param name="buffer">The packet, and <see cref="SrtpProfile.TagBytes"/> more bytes. Header and payload must be, to the last bit, what
    /// they were at the first time, so no new transport-wide sequence number either: the result is then the same too.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <returns>Bytes of the SRTP packet; 0, and nothing is changed, when nothing of that SSRC was sent.</returns>
    /// <exception cref="ArgumentException">It is no RTP packet, or there is no room for the tag.</exception>
    public int ProtectRtpAgain(Span<byte> buffer, int length)
    {
        var header = CheckRtp(buffer, length);
        return _streams.Find(SrtpHeader.RtpSsrc(buffer)) is { } stream
            ? _rtp.ProtectRtp(buffer, header, length, stream.IndexOf(SrtpHeader.RtpSequence(buffer)))
            : 0;
    }

    /// <summary>Protects an RTCP compound packet in place.</summary>
    /// <param name="buffer">The packet, and <see cref="SrtpProfile.RtcpOverheadBytes"/> more bytes.</param>
    /// <param name="length">Bytes of the packet.</param>
    /// <returns>Bytes of the SRTCP packet; 0 when 2^31 packets were sent, after which the key is used up.</returns>
    /// <exception cref="ArgumentException">It is no RTCP packet, or there is no room for tag and index.</exception>
    public int ProtectRtcp(Span<byte> buffer, int length)
    {
        if (length > buffer.Length - Profile.RtcpOverheadBytes || !SrtpHeader.IsRtcp(buffer[..length]))
        {
            throw new ArgumentException($"No RTCP packet of {length} bytes with room for {Profile.RtcpOverheadBytes} more.", nameof(buffer));
        }

        return _rtcpIndex == MaxRtcpIndex ? 0 : _rtcp.ProtectRtcp(buffer, length, ++_rtcpIndex);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private int CheckRtp(ReadOnlySpan<byte> buffer, int length)
    {
        var header = length <= buffer.Length - Profile.TagBytes ? SrtpHeader.RtpLength(buffer[..length]) : 0;
        return header > 0
            ? header
            : throw new ArgumentException($"No RTP packet of {length} bytes with room for {Profile.TagBytes} more.", nameof(buffer));
    }

    private SrtpStream FindOrAdd(uint ssrc)
    {
        if (_streams.Find(ssrc) is { } known)
        {
            return known;
        }

        if (_streams.IsFull)
        {
            // To forget one would be to count its packets, and so its key stream, from the start again.
            throw new InvalidOperationException($"A peer is sent more than {MaxStreams} SSRCs.");
        }

        var stream = new SrtpStream(ssrc);
        _streams.Add(stream);
        return stream;
    }
}
