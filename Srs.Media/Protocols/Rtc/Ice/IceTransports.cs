namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>By what peers may come.</summary>
[Flags]
public enum IceTransports
{
    /// <summary>By nothing.</summary>
    None = 0,

    /// <summary>UDP.</summary>
    Udp = 1,

    /// <summary>TCP, which the peer opens; RFC 6544.</summary>
    Tcp = 2,

    /// <summary>Both; peers prefer UDP.</summary>
    All = Udp | Tcp,
}
