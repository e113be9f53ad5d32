namespace Srs.Web.Configuration;

/// <summary>SRS copies plain packets of WebRTC to an address, to find faults; accepted and without effect here; section <c>Srs:RtcServer:BlackHole</c>.</summary>
internal sealed record BlackHoleOptions
{
    /// <summary>Whether they are. Default false.</summary>
    public bool Enabled { get; init; }

    /// <summary>UDP address, <c>ip:port</c>. Default none.</summary>
    public string Addr { get; init; } = "";
}
