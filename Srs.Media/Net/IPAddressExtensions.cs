using System.Net;

namespace Srs.Media.Net;

/// <summary>What the framework leaves to do about addresses.</summary>
public static class IPAddressExtensions
{
    /// <summary>An IPv4 peer of a dual-stack listener as IPv4; any other address as it is.</summary>
    public static IPAddress MapToIPv4IfPossible(this IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
