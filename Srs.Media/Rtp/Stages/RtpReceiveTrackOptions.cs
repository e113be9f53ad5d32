namespace Srs.Media.Rtp.Stages;

/// <summary>What was negotiated for a track that is published to us.</summary>
public sealed record RtpReceiveTrackOptions
{
    /// <summary>Payload type of the codec, 0 to 127.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>Ticks of the codec's clock in a second.</summary>
    public required int Rate { get; init; }

    /// <summary>Payload type of its retransmissions (RFC 4588); null without.</summary>
    public byte? RetransmissionPayloadType { get; init; }

    /// <summary>Whether lost packets are asked for.</summary>
    public bool Nack { get; init; }

    /// <summary>Whether it is video, of which key frames are asked for.</summary>
    public bool IsVideo { get; init; }

    /// <summary>True to ask for key frames by FIR, false by PLI.</summary>
    public bool UsesFullIntraRequests { get; init; }

    /// <summary>Identifiers of header extensions.</summary>
    public RtpExtensionMap Extensions { get; init; } = RtpExtensionMap.Empty;
}
