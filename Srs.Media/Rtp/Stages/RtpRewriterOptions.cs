namespace Srs.Media.Rtp.Stages;

/// <summary>What was negotiated for a track that is sent to a viewer.</summary>
public sealed record RtpRewriterOptions
{
    /// <summary>The source that the viewer sees.</summary>
    public required uint Ssrc { get; init; }

    /// <summary>Payload type of the codec, 0 to 127.</summary>
    public required byte PayloadType { get; init; }

    /// <summary>Sequence number to begin with, at random; null for the publisher's.</summary>
    public ushort? FirstSequence { get; init; }

    /// <summary>Timestamp to begin with, at random; null for the publisher's.</summary>
    public uint? FirstTimestamp { get; init; }

    /// <summary>The source of retransmissions (RFC 4588); null to send lost packets again as they were.</summary>
    public uint? RetransmissionSsrc { get; init; }

    /// <summary>Payload type of retransmissions; without meaning when they have no source.</summary>
    public byte RetransmissionPayloadType { get; init; }

    /// <summary>Identifiers of header extensions.</summary>
    public RtpExtensionMap Extensions { get; init; } = RtpExtensionMap.Empty;

    /// <summary>Whether header extensions may have the two-byte form (a=extmap-allow-mixed); what needs it is left out otherwise.</summary>
    public bool AllowsTwoByteExtensions { get; init; }

    /// <summary>Identification of the m-line in ASCII, at most 16 bytes; empty for none.</summary>
    public ReadOnlyMemory<byte> Mid { get; init; }
}
