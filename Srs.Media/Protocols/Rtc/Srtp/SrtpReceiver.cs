namespace Srs.Media.Protocols.Rtc.Srtp;

/// <summary>Makes RTP and RTCP of SRTP and SRTCP from one peer, of authentic packets that were not seen before.</summary>
/// <remarks>
/// <para>RFC 3711, RFC 7714. Only an authentic packet changes anything: forged ones make no entries and move no counters.</para>
/// <para>One thread at a time, disposing excepted: a call after that, or cut off by it, throws <see cref="ObjectDisposedException"/>. No
/// allocation per packet.</para>
/// </remarks>
public sealed class SrtpReceiver : IDisposable
{
    /// <summary>SSRCs remembered at most; a peer that uses more loses its own replay protection for those idle for longest.</summary>
    public const int MaxStreams = 64;

    private readonly SrtpTransform _rtp;
    private readonly SrtpTransform _rtcp;
    private readonly SrtpStreamTable _rtpStreams = new(MaxStreams);
    private readonly SrtpStreamTable _rtcpStreams = new(MaxStreams);

    /// <param name="key">Incoming key of <see cref="SrtpKeys"/>.</param>
    /// <exception cref="DllNotFoundException">OpenSSL is missing.</exception>
    public SrtpReceiver(SrtpMasterKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Profile = key.Profile;
        _rtp = SrtpTransform.Create(SrtpSessionKeys.Derive(key, isRtcp: false));
        _rtcp = SrtpTransform.Create(SrtpSessionKeys.Derive(key, isRtcp: true));
    }

    /// <summary>How the packets are protected.</summary>
    public SrtpProfile Profile { get; }

    /// <summary>Packets dropped because they were malformed, forged, or damaged on their way.</summary>
    public long Forged { get; private set; }

    /// <summary>Packets dropped because they had come before, or came too late to tell.</summary>
    public long Replayed { get; private set; }

    /// <summary>Unprotects an RTP packet in place.</summary>
    /// <param name="packet">The SRTP packet; worth nothing when the result is false.</param>
    /// <param name="length">Bytes of the RTP packet, whose header is complete.</param>
    /// <returns>False when it is to be dropped.</returns>
    public bool TryUnprotectRtp(Span<byte> packet, out int length)
    {
        length = 0;
        var header = SrtpHeader.RtpLength(packet);
        if (header == 0)
        {
            Forged++;
            return false;
        }

        var ssrc = SrtpHeader.RtpSsrc(packet);
        var sequence = SrtpHeader.RtpSequence(packet);
        var known = _rtpStreams.Find(ssrc);
        var index = known?.IndexOf(sequence) ?? sequence;
        if (known?.IsFresh(index) == false)
        {
            Replayed++;
            return false;
        }

        length = _rtp.UnprotectRtp(packet, header, index);
        return Take(_rtpStreams, known, ssrc, index, length);
    }

    /// <summary>Unprotects an RTCP compound packet in place.</summary>
    /// <param name="packet">The SRTCP packet; worth nothing when the result is false.</param>
    /// <param name="length">Bytes of the RTCP compound packet, 8 at least.</param>
    /// <returns>False when it is to be dropped; so are packets that are authentic but not encrypted.</returns>
    public bool TryUnprotectRtcp(Span<byte> packet, out int length)
    {
        length = 0;
        if (!SrtpHeader.IsRtcp(packet) || _rtcp.ReadRtcpIndex(packet) is not { } word || (word & SrtpHeader.RtcpEncrypted) == 0)
        {
            Forged++;
            return false;
        }

        var ssrc = SrtpHeader.RtcpSsrc(packet);
        var index = word & ~SrtpHeader.RtcpEncrypted;
        var known = _rtcpStreams.Find(ssrc);
        if (known?.IsFresh(index) == false)
        {
            Replayed++;
            return false;
        }

        length = _rtcp.UnprotectRtcp(packet, index);
        return Take(_rtcpStreams, known, ssrc, index, length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private bool Take(SrtpStreamTable streams, SrtpStream? known, uint ssrc, ulong index, int length)
    {
        if (length == 0)
        {
            Forged++;
            return false;
        }

        if (known is null)
        {
            known = new SrtpStream(ssrc);
            streams.Add(known);
        }

        known.Take(index);
        return true;
    }
}
