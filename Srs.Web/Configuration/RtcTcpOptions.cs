namespace Srs.Web.Configuration;

/// <summary>WebRTC by TCP; section <c>Srs:RtcServer:Tcp</c>.</summary>
internal sealed record RtcTcpOptions
{
    /// <summary>Whether there is a listener. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>Where: <c>[ip:]port</c>, several separated by spaces. Default 8000, as SRS.</summary>
    public string Listen { get; init; } = "8000";
}
