namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>The o= line (RFC 8866 §5.2), whose network type and address are always <c>IN</c> and a placeholder in WebRTC.</summary>
/// <param name="Username">Who made the description; without spaces.</param>
/// <param name="SessionId">Decimal number.</param>
/// <param name="SessionVersion">Decimal number that grows with each change.</param>
/// <param name="Address">What follows the version, such as <c>IN IP4 0.0.0.0</c>.</param>
public sealed record SdpOrigin(string Username, string SessionId, string SessionVersion, string Address)
{
    /// <summary>Stands for a missing o= line.</summary>
    public static SdpOrigin None { get; } = new("-", "0", "0", "IN IP4 0.0.0.0");
}
