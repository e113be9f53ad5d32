using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>The address of this machine, as it is told to others for their logs.</summary>
internal static class LocalAddress
{
    /// <summary>Finds the IPv4 address of the first network interface that is up; loopback only where there is no other.</summary>
    public static string Find()
    {
        const string Loopback = "127.0.0.1";
        try
        {
            return NetworkInterface.GetAllNetworkInterfaces()
                .Where(static network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                .FirstOrDefault(static address => address.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString() ?? Loopback;
        }
        catch (NetworkInformationException)
        {
            return Loopback;
        }
    }
}
