namespace Srs.Media.Configuration;

/// <summary>Streams over RTSP; section <c>Rtsp</c>.</summary>
public sealed record RtspOptions
{
    /// <summary>Whether streams are played by RTSP. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether streams of other protocols are. Default true.</summary>
    public bool RtmpToRtsp { get; init; } = true;
}
