namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>Bounds on a stranger's session description.</summary>
internal static class SdpLimits
{
    /// <summary>Longest description in characters. Chromium's offer of one camera and microphone takes 7,000; its largest m-line 5,000.</summary>
    public const int MaxLength = 128 * 1024;

    /// <summary>Most lines that are not empty. Chromium's largest m-line takes 150.</summary>
    public const int MaxLines = 4096;

    /// <summary>Longest line in characters. The longest seen carry parameter sets in fmtp, some hundred characters.</summary>
    public const int MaxLineLength = 4096;

    /// <summary>Most m-lines.</summary>
    public const int MaxMedia = 32;

    /// <summary>Most formats of an m-line: there are 128 payload types.</summary>
    public const int MaxFormats = 128;

    /// <summary>Most candidates kept of a description or fragment; more are left out.</summary>
    public const int MaxCandidates = 128;

    /// <summary>Most SSRCs kept of an m-line; more are left out.</summary>
    public const int MaxSources = 64;

    /// <summary>Most simulcast layers of an m-line; more are left out.</summary>
    public const int MaxLayers = 8;

    /// <summary>Longest mid and rid in characters: the longest that a one-byte header extension holds (RFC 8285 §4.2).</summary>
    public const int MaxIdLength = 16;

    /// <summary>Longest ICE ufrag and password in characters (RFC 8839 §5.4).</summary>
    public const int MaxIceLength = 256;
}
