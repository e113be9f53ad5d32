namespace Srs.Media.Protocols.Rtc;

/// <summary>An offer, or a request about a session, that is refused; the message is a sentence for whoever sent it.</summary>
/// <param name="code">The SRS number of the reason.</param>
/// <param name="message">What is wrong and, where there is a choice, what is supported. Text of the peer in it is cut and cleaned.</param>
public sealed class RtcNegotiationException(RtcErrorCode code, string message) : MediaProtocolException(message)
{
    /// <summary>The SRS number of the reason.</summary>
    public RtcErrorCode Code { get; } = code;
}
