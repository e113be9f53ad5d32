namespace Srs.Media.Rtp.Stages;

/// <summary>What is written into each packet anew as it leaves.</summary>
/// <param name="TransportSequence">Transport-wide sequence number, one more for each packet of the connection.</param>
/// <param name="AbsoluteSendTime">As <see cref="NtpTime.AbsoluteSendTime"/>.</param>
public readonly record struct RtpSendStamp(ushort TransportSequence, uint AbsoluteSendTime);
