using System.Globalization;
using System.Net;

namespace Srs.Web.Configuration;

/// <summary>Where a listener listens: <c>[ip:]port</c>.</summary>
/// <param name="Address">Null for all addresses, IPv4 and IPv6.</param>
/// <param name="Port">0 to 65535; 0 lets the system choose.</param>
internal readonly record struct ListenAddress(IPAddress? Address, int Port)
{
    private static readonly char[] Separators = [' ', ',', ';', '\t'];

    /// <summary>Reads a list.</summary>
    /// <param name="text">Addresses separated by spaces or commas.</param>
    /// <param name="addresses">What was read.</param>
    /// <param name="fault">The first part that is none, when the result is false.</param>
    public static bool TryParseList(string text, out List<ListenAddress> addresses, out string fault)
    {
        addresses = [];
        fault = "";
        foreach (var part in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryParse(part, out var address))
            {
                fault = part;
                return false;
            }

            if (!addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return true;
    }

    /// <summary>Reads one address: <c>1935</c>, <c>127.0.0.1:1935</c>, <c>[::1]:1935</c> or <c>*:1935</c>.</summary>
    public static bool TryParse(string text, out ListenAddress address)
    {
        address = default;
        var colon = text.LastIndexOf(':');
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > IPEndPoint.MaxPort)
        {
            return false;
        }

        var host = colon < 0 ? "" : text[..colon];
        if (colon < 0 || host == "*")
        {
            address = new ListenAddress(null, port);
            return true;
        }

        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (!IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var ip)
            || host.Contains(':', StringComparison.Ordinal) != isBracketed
            || (!isBracketed && ip.ToString() != host))
        {
            // .NET also takes 127.1 and 0x7f.0.0.1, which nobody means.
            return false;
        }

        address = new ListenAddress(ip, port);
        return true;
    }

    /// <summary>Whether the system can give only one of the two away.</summary>
    public bool Overlaps(ListenAddress other) =>
        Port != 0 && Port == other.Port
        && (TakesAll || other.TakesAll || Equals(other)
            || (Address!.AddressFamily == other.Address!.AddressFamily && (Address.Equals(IPAddress.Any) || other.Address.Equals(IPAddress.Any))));

    private bool TakesAll => Address is null || Address.Equals(IPAddress.IPv6Any);

    /// <inheritdoc/>
    public override string ToString() => Address is null
        ? Port.ToString(CultureInfo.InvariantCulture)
        : new IPEndPoint(Address, Port).ToString();
}
