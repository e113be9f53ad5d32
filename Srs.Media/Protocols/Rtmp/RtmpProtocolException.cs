namespace Srs.Media.Protocols.Rtmp;

/// <summary>An RTMP peer broke the protocol; its connection ends.</summary>
internal sealed class RtmpProtocolException(RtmpErrorCode code, string message) : MediaProtocolException(message)
{
    /// <summary>The SRS number of the reason.</summary>
    public RtmpErrorCode Code { get; } = code;
}
