using Srs.Media.Rtp;
using Srs.Media.Rtp.Rtcp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>What a connection is for: a publisher's media, or a player's.</summary>
/// <remarks>All is called on the thread of the connection's shard, from the handshake's end on.</remarks>
internal abstract class RtcMedia
{
    /// <summary>The keys are there: media may be sent.</summary>
    public abstract void OnConnected(RtcConnection connection);

    /// <summary>An authentic RTP packet has come.</summary>
    /// <param name="packet">Lent for the call.</param>
    /// <param name="now">On the clock of <see cref="RtpClock"/>.</param>
    public abstract void OnRtp(ReadOnlySpan<byte> packet, TimeSpan now);

    /// <summary>A packet of an authentic RTCP compound has come.</summary>
    public abstract void OnRtcp(in RtcpPacket packet, TimeSpan now);

    /// <summary>Does what is due.</summary>
    /// <returns>When to call again; it may be somewhat later, by <see cref="RtcShard.TickInterval"/> or more.</returns>
    public abstract TimeSpan OnTick(TimeSpan now);

    /// <summary>The connection is over; called once, also when it never was connected.</summary>
    public abstract void OnClosed();
}
