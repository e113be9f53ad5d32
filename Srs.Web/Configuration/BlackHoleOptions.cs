namespace Srs.Web.Configuration;

/// <summary>Where plain packets of WebRTC are copied to; section <c>Srs:RtcServer:BlackHole</c>.</summary>
internal sealed record BlackHoleOptions
{
    /// <summary>Whether they are. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>UDP address, <c>ip:port</c>. Default none.</summary>
    public string Addr { get; init; } = "";
}
