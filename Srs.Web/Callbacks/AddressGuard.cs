using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Srs.Media.Net;

namespace Srs.Web.Callbacks;

/// <summary>Which addresses the server may connect to on somebody's behalf: neither cloud metadata, nor link-local, multicast or unspecified ones.</summary>
/// <remarks>
/// Loopback and private ranges are allowed: callback servers live there. It judges addresses, not names, so that neither a name that resolves to
/// something else the second time nor a redirect gets around it.
/// </remarks>
/// <param name="allowed">Networks that are allowed all the same.</param>
internal sealed class AddressGuard(IReadOnlyList<IPNetwork> allowed)
{
    private volatile IReadOnlyList<IPNetwork> _allowed = allowed;

    private static readonly IPNetwork[] Forbidden =
    [
        .. new[]
        {
            "0.0.0.0/8", // unspecified, RFC 1122 3.2.1.3
            "169.254.0.0/16", // link-local, RFC 3927; metadata of most clouds
            "100.100.100.200/32", // metadata of Alibaba Cloud
            "168.63.129.16/32", // the platform's own address in Azure
            "192.0.0.192/32", // metadata of Oracle Cloud, formerly
            "224.0.0.0/4", // multicast
            "255.255.255.255/32", // broadcast
            "::/128", // unspecified
            "fe80::/10", // link-local, RFC 4291 2.5.6
            "ff00::/8", // multicast
            "fec0::/10", // site-local, deprecated by RFC 3879
            "fd00:ec2::/32", // metadata and other services of AWS
            "fd20:ce::254/128", // metadata of Google Cloud
        }.Select(static text => IPNetwork.Parse(text)),
    ];

    /// <summary>IPv6 networks whose addresses stand for IPv4 ones, and at which byte these begin.</summary>
    private static readonly (IPNetwork Network, int Start)[] Translated =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12), // a translator, RFC 6052 2.1
        (IPNetwork.Parse("64:ff9b:1::/48"), 12), // one of this network, RFC 8215
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), // IPv4-translated, RFC 2765 2.1
        (IPNetwork.Parse("2002::/16"), 2), // 6to4, RFC 3056 2
    ];

    /// <summary>Reads a list that has been checked.</summary>
    public static IReadOnlyList<IPNetwork> ParseList(string list) => TryParseList(list, out var networks, out _) ? networks : [];

    /// <summary>Reads networks separated by spaces; an address alone is a network of one.</summary>
    /// <param name="list">As configured; empty for none.</param>
    /// <param name="networks">The networks.</param>
    /// <param name="fault">The first text that is none, when the result is false.</param>
    public static bool TryParseList(string list, out IReadOnlyList<IPNetwork> networks, [NotNullWhen(false)] out string? fault)
    {
        var read = new List<IPNetwork>();
        networks = read;
        fault = null;
        foreach (var text in list.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (IPAddress.TryParse(text, out var address))
            {
                read.Add(new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128));
            }
            else if (IPNetwork.TryParse(text, out var network))
            {
                read.Add(network);
            }
            else
            {
                fault = text;
                return false;
            }
        }

        return true;
    }

    /// <summary>Changes the networks that are allowed all the same.</summary>
    public void Allow(IReadOnlyList<IPNetwork> allowed) => _allowed = allowed;

    /// <summary>Whether the server may connect there.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = Unwrap(address);
        return _allowed.Any(network => network.Contains(plain) || network.Contains(address)) || !Forbidden.Any(network => network.Contains(plain));
    }

    /// <summary>The IPv4 address that an IPv6 address stands for, if it does; scopes do not matter.</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        var isCompatible = !bytes.AsSpan(0, 12).ContainsAnyExcept((byte)0) && bytes.AsSpan(12).IndexOfAnyExcept((byte)0) is 0 or 1;
        foreach (var (network, start) in Translated)
        {
            if (network.Contains(address))
            {
                return new IPAddress(bytes.AsSpan(start, 4));
            }
        }

        // As in ISATAP, RFC 5214 6.1, below any prefix.
        var isTunnelled = bytes.AsSpan(8, 4) is [0 or 2, 0, 0x5e, 0xfe];
        return isCompatible || isTunnelled ? new IPAddress(bytes.AsSpan(12)) : new IPAddress(bytes).MapToIPv4IfPossible();
    }
}
