namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Text that is not a session description, or exceeds what is read of one.</summary>
/// <param name="message">What is wrong, with the number of the line.</param>
public sealed class SdpFormatException(string message) : MediaProtocolException(message);
