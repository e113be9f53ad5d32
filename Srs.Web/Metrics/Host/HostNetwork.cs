using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Srs.Web.Metrics.Host;

/// <summary>Bytes over network devices since the machine started: those with a public address, and all others.</summary>
internal sealed record HostNetwork(long PublicReceived, long PublicSent, long PrivateReceived, long PrivateSent)
{
    /// <summary>Reads the counters of all devices.</summary>
    public static HostNetwork Read()
    {
        var totals = new HostNetwork(0, 0, 0, 0);
        try
        {
            foreach (var device in NetworkInterface.GetAllNetworkInterfaces())
            {
                totals = totals.With(device);
            }
        }
        catch (Exception e) when (e is NetworkInformationException or PlatformNotSupportedException)
        {
            // A device that goes away while it is read; the next sample is complete again.
        }

        return totals;
    }

    /// <summary>Whether an address can be reached from the internet, going by its range.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return !(address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || IPAddress.IsLoopback(address));
        }

        // RFC 1918, RFC 6598 (carrier-grade NAT), RFC 3927 (link-local), RFC 1122 (loopback, unspecified).
        return address.GetAddressBytes() is not ([10 or 127 or 0, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..]
            or [100, >= 64 and <= 127, ..] or [169, 254, ..]);
    }

    private HostNetwork With(NetworkInterface device)
    {
        var counted = device.GetIPStatistics();
        return device.GetIPProperties().UnicastAddresses.Any(static address => IsPublic(address.Address))
            ? this with { PublicReceived = PublicReceived + counted.BytesReceived, PublicSent = PublicSent + counted.BytesSent }
            : this with { PrivateReceived = PrivateReceived + counted.BytesReceived, PrivateSent = PrivateSent + counted.BytesSent };
    }
}
