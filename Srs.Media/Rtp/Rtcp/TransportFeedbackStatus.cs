namespace Srs.Media.Rtp.Rtcp;

/// <summary>What a transport-wide feedback packet tells of one packet.</summary>
/// <param name="Sequence">Its transport-wide sequence number.</param>
/// <param name="HasCome">False when it is lost, or late.</param>
/// <param name="Arrival">When it came, in units of 250 µs on the receiver's clock, which wraps around as its reference time does; 0 when it did not.</param>
public readonly record struct TransportFeedbackStatus(ushort Sequence, bool HasCome, long Arrival);
