using System.Net;
using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>What the framework leaves to do about addresses.</summary>
public static class IPAddressExtensions
{
    /// <summary>An IPv4 peer of a dual-stack listener as IPv4; any other address as it is.</summary>
    public static IPAddress MapToIPv4IfPossible(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <summary>Whether it is an address of IPv6.</summary>
    internal static bool IsIPv6(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
}
