namespace Srs.Web.Configuration;

/// <summary>WebRTC by TCP; section <c>Srs:RtcServer:Tcp</c>.</summary>
internal sealed record RtcTcpOptions
{
    /// <summary>Whether there is a listener. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Where: <c>[ip:]port</c>, several separated by spaces; an address of HTTP serves both. Default 8000, as SRS.</summary>
    public string Listen { get; init; } = "8000";
}
