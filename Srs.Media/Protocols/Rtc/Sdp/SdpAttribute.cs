namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>One a= line (RFC 8866 §5.13).</summary>
/// <param name="Name">What stands before the colon.</param>
/// <param name="Value">What stands after it; empty when there is none.</param>
public readonly record struct SdpAttribute(string Name, string Value = "");
