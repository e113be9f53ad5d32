using Srs.Media.Rtp;

namespace Srs.Media.Protocols.Rtc;

/// <summary>A packet on its way to players.</summary>
/// <param name="Track">Its track.</param>
/// <param name="Packet">The packet; whoever holds the item holds a reference.</param>
internal readonly record struct RtcPlayerItem(RtcTrack Track, RtpPacket Packet);
