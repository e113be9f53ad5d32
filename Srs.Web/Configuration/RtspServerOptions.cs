namespace Srs.Web.Configuration;

/// <summary>The listener of RTSP; section <c>Srs:RtspServer</c>.</summary>
internal sealed record RtspServerOptions
{
    /// <summary>Whether there is one. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where: <c>[ip:]port</c>, several separated by spaces. Default 554, as SRS.</summary>
    public string Listen { get; init; } = "554";
}
