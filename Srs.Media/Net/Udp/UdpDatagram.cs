namespace Srs.Media.Net.Udp;

/// <summary>A datagram to be sent, or several of equal size to one peer, as a range of an arena of bytes.</summary>
/// <param name="To">Where to.</param>
/// <param name="Start">First byte in the arena.</param>
/// <param name="Length">Bytes, at least 1.</param>
/// <param name="SegmentSize">
/// Bytes of each datagram when the range holds several, one after the other, of which only the last may be shorter; 0 when it is one.
/// </param>
public readonly record struct UdpDatagram(UdpEndpoint To, int Start, int Length, int SegmentSize = 0);
