namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Which addresses are told to peers; SRS's <c>ip_family</c>.</summary>
[Flags]
public enum IceAddressFamilies
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>IPv4.</summary>
    IPv4 = 1,

    /// <summary>IPv6.</summary>
    IPv6 = 2,

    /// <summary>Both.</summary>
    All = IPv4 | IPv6,
}
