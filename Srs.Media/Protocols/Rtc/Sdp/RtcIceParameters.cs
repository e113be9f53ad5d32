namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>ICE credentials of one side (RFC 8839 §5.4).</summary>
/// <param name="Ufrag">User name fragment, 4 to 256 visible ASCII characters without a colon.</param>
/// <param name="Password">Password, 22 to 256 visible ASCII characters.</param>
public sealed record RtcIceParameters(string Ufrag, string Password)
{
    private const int MinUfrag = 4;
    private const int MinPassword = 22;

    /// <summary>Takes them as a description has them.</summary>
    /// <exception cref="RtcNegotiationException">One is missing or malformed.</exception>
    /// <remarks>More characters are let through than the RFC's ice-char, since peers use base64url; never a colon, which splits USERNAME.</remarks>
    internal static RtcIceParameters Check(string? ufrag, string? password)
    {
        if (ufrag is null || password is null)
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidIce, "a=ice-ufrag or a=ice-pwd is missing.");
        }

        if (ufrag.Length < MinUfrag || !SdpText.IsVisible(ufrag, SdpLimits.MaxIceLength) || ufrag.Contains(':', StringComparison.Ordinal))
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidIce, "a=ice-ufrag needs 4 to 256 characters (RFC 8839).");
        }

        if (password.Length < MinPassword || !SdpText.IsVisible(password, SdpLimits.MaxIceLength))
        {
            throw new RtcNegotiationException(RtcErrorCode.RtcInvalidIce, "a=ice-pwd needs 22 to 256 characters (RFC 8839).");
        }

        return new RtcIceParameters(ufrag, password);
    }
}
