namespace Srs.Media.Protocols.Rtmp.Wire;

/// <summary>What one RTMP connection may make the server hold.</summary>
internal static class RtmpLimits
{
    /// <summary>Bytes of a message. The length field has 24 bits, so this is all it can say (RTMP 1.0 5.3.1.2.1).</summary>
    public const int MaxMessageBytes = (1 << 24) - 1;

    /// <summary>Chunk streams with state. Encoders use about 6; each costs some 100 bytes for as long as the connection lives.</summary>
    public const int MaxChunkStreams = 64;

    /// <summary>Bytes of unfinished messages beyond one message of the greatest length: control and audio arrive between the
    /// chunks of a video frame, and are small.</summary>
    public const int PartialSlackBytes = 1024 * 1024;

    /// <summary>Chunk size until a peer says otherwise, in bytes of payload (RTMP 1.0 5.4.1).</summary>
    public const int DefaultChunkSize = 128;

    /// <summary>Least chunk size a peer may set. The specification allows 1 but says "should be at least 128", as SRS demands:
    /// one-byte chunks make the receiver parse a header for every byte.</summary>
    public const int MinChunkSize = 128;

    /// <summary>Greatest chunk size the message can say: its top bit must be zero (RTMP 1.0 5.4.1).</summary>
    public const uint MaxChunkSize = int.MaxValue;
}
