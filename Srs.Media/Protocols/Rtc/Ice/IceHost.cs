using System.Globalization;
using System.Net;
using Srs.Media.Net;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>An address or a name, with a port or without, as people write it.</summary>
/// <param name="Address">Null for a name.</param>
/// <param name="Name">The name, or the address as text.</param>
/// <param name="Port">0 when none is written.</param>
internal readonly record struct IceHost(IPAddress? Address, string Name, int Port)
{
    /// <summary>Most characters of a name; RFC 1035 2.3.4.</summary>
    private const int MaxNameLength = 253;

    /// <summary>Whether it is this machine for itself.</summary>
    public bool IsLoopback => Address is not null ? IPAddress.IsLoopback(Address) || Address.Equals(IPAddress.Any) || Address.Equals(IPAddress.IPv6Any)
        : Name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || Name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>address</c>, <c>address:port</c>, <c>[address]:port</c>, <c>name</c> or <c>name:port</c>.</summary>
    /// <returns>False for what is none of these, and for names that hold other than letters, digits, hyphens, underscores and dots.</returns>
    public static bool TryParse(string? text, out IceHost host)
    {
        host = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxNameLength)
        {
            return false;
        }

        // The framework takes numbers without dots for addresses, too.
        if ((text.Contains('.') || text.Contains("::", StringComparison.Ordinal) || text.Count(static c => c == ':') > 1)
            && IPEndPoint.TryParse(text, out var endpoint) && (endpoint.Address.IsIPv6() || text.Count(static c => c == '.') == 3))
        {
            host = new IceHost(endpoint.Address, endpoint.Address.ToString(), endpoint.Port);
            return true;
        }

        var colon = text.IndexOf(':');
        var name = colon < 0 ? text : text[..colon];
        var port = 0;
        if (name.Length == 0 || !name.All(IsNameCharacter) || !name.Any(char.IsAsciiLetter)
            || (colon >= 0 && (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535)))
        {
            return false;
        }

        host = new IceHost(null, name, port);
        return true;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_';
}
