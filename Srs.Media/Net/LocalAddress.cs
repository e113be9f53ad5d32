using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Srs.Media.Net;

/// <summary>The addresses of this machine.</summary>
internal static class LocalAddress
{
    /// <summary>Finds the IPv4 address of the first network interface that is up; loopback only where there is no other. For logs of others.</summary>
    public static string Find() =>
        (FindAll().FirstOrDefault(static address => address.AddressFamily == AddressFamily.InterNetwork) ?? IPAddress.Loopback).ToString();

    /// <summary>Finds the addresses of the network interfaces that are up, loopback and those of one link left out.</summary>
    public static IPAddress[] FindAll()
    {
        try
        {
            return
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(static network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
                    .SelectMany(static network => network.GetIPProperties().UnicastAddresses)
                    .Select(static address => address.Address)
                    .Where(static address => !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !IPAddress.IsLoopback(address)),
            ];
        }
        catch (NetworkInformationException)
        {
            return [];
        }
    }
}
