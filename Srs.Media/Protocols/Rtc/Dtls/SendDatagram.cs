namespace Srs.Media.Protocols.Rtc.Dtls;

/// <summary>Sends a datagram to the peer of a session; may drop it, may not call the session.</summary>
/// <param name="datagram">Borrowed for the call; 1172 bytes at most.</param>
public delegate void SendDatagram(ReadOnlySpan<byte> datagram);
