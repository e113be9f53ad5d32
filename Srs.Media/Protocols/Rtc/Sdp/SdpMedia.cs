namespace Srs.Media.Protocols.Rtc.Sdp;

/// <summary>An m-line and what belongs to it (RFC 8866 §5.14).</summary>
public sealed record SdpMedia
{
    /// <summary>Such as <c>audio</c>, <c>video</c> or <c>application</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>0 to 65535; 0 means rejected, or bundle-only (RFC 8843 §6).</summary>
    public required int Port { get; init; }

    /// <summary>Such as <c>UDP/TLS/RTP/SAVPF</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Payload types for RTP, as text.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Value of its c= line; null when it has none.</summary>
    public string? Connection { get; init; }

    /// <summary>Its a= lines, in order.</summary>
    public IReadOnlyList<SdpAttribute> Attributes { get; init; } = [];
}
